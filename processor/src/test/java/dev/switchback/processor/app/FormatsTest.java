package dev.switchback.processor.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.DynamicMessage;
import dev.switchback.embedded.testing.TestSchemaRegistry;
import dev.switchback.views.engines.EngineAddresses;
import dev.switchback.views.engines.SchemaRegistryAddress;
import dev.switchback.views.history.HistoryNames;
import dev.switchback.views.ledger.Counts;
import dev.switchback.views.registry.BrokenSchemaException;
import dev.switchback.views.registry.ProtobufSchemas;
import dev.switchback.views.registry.RegisteredSchema;
import dev.switchback.views.registry.RegisteredSchema.Kind;
import dev.switchback.views.run.ProcessorState;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.LongSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Topics of Avro and of Protobuf, written by the genuine libraries, through a real registry into both stores. */
class FormatsTest {
    private static final long BEGIN = GeneratedEvent.BEGIN;

    /** One event, as the oracle knows it. */
    private record Edit(
            int partition,
            long time,
            String channel,
            @Nullable String user,
            long added,
            @Nullable String trace) {
        static List<Edit> generate(int from, int to) {
            List<Edit> edits = new ArrayList<>();
            for (int i = from; i < to; i++) {
                edits.add(new Edit(
                        i % 2,
                        BEGIN + i * 500L,
                        "#" + "abcä".charAt(i % 4),
                        i % 7 == 0 ? null : "user" + i % 11,
                        i % 13 - 4,
                        i % 3 == 0 ? "trace" + i % 5 : null));
            }
            return edits;
        }

        /** Group → measures, as {@link HistoryContent} and {@link LiveContent} write them. */
        static Map<String, List<String>> byChannel(List<Edit> edits) {
            Map<String, List<String>> rows = new TreeMap<>();
            edits.stream()
                    .collect(Collectors.groupingBy(e -> Math.floorDiv(e.time, 60_000L) * 60_000L + "|" + e.channel))
                    .forEach((group, members) -> rows.put(
                            group,
                            List.of(
                                    PlainEvaluation.text(members.size()),
                                    PlainEvaluation.text(members.stream()
                                            .mapToLong(Edit::added)
                                            .sum()),
                                    PlainEvaluation.text(members.stream()
                                            .map(Edit::user)
                                            .filter(Objects::nonNull)
                                            .distinct()
                                            .count()),
                                    PlainEvaluation.text(members.stream()
                                            .map(Edit::trace)
                                            .filter(Objects::nonNull)
                                            .distinct()
                                            .count()))));
            return rows;
        }
    }

    private static final String VIEWS = """
            views:
              by_channel:
                sql: |
                  SELECT window_start, channel, COUNT(*) AS edits, SUM(added) AS total, COUNT(DISTINCT user_name) AS users,
                    COUNT(DISTINCT trace) AS traces
                  FROM TABLE(TUMBLE(TABLE NAME, DESCRIPTOR(time), INTERVAL '1' MINUTE))
                  GROUP BY window_start, channel
                live: {retention: P1D, top: [edits]}
            """;

    private static final String AVRO = """
            pipeline: NAME
            source:
              topic: NAME
              format: avro
              event_time: time
              out_of_orderness: PT5S
              columns:
                time: TIMESTAMP(3)
                channel: {type: VARCHAR, path: page.channel}
                user_name: {type: VARCHAR, from: key}
                added: BIGINT
                trace: {type: VARCHAR, from: 'header:trace-id'}
            """ + VIEWS;

    private static final String FIRST = """
            {"type":"record","name":"Edit","fields":[
              {"name":"ts","type":{"type":"long","logicalType":"timestamp-micros"}},
              {"name":"page","type":{"type":"record","name":"Page","fields":[{"name":"title","type":"string"},{"name":"channel","type":"string"}]}},
              {"name":"added","type":"int"}]}""";

    private static final String SECOND = """
            {"type":"record","name":"Edit","fields":[
              {"name":"comment","type":["null","string"],"default":null},
              {"name":"page","type":["null",{"type":"record","name":"Page","fields":[{"name":"channel","type":"string"}]}]},
              {"name":"added","type":"long"},
              {"name":"time","type":{"type":"long","logicalType":"timestamp-millis"},"aliases":["ts"]}]}""";

    private static byte[] avro(int id, String schema, Edit edit) {
        Schema parsed = new Schema.Parser().parse(schema);
        Schema page = parsed.getField("page").schema();
        GenericRecord inner =
                new GenericData.Record(page.isUnion() ? page.getTypes().get(1) : page);
        inner.put("channel", edit.channel);
        GenericRecord datum = new GenericData.Record(parsed);
        datum.put("page", inner);
        if (parsed.getField("ts") != null) {
            inner.put("title", "a title");
            datum.put("ts", edit.time * 1000 + 999);
            datum.put("added", (int) edit.added);
        } else {
            datum.put("time", edit.time);
            datum.put("added", edit.added);
        }
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            bytes.write(ByteBuffer.allocate(5).put((byte) 0).putInt(id).array());
            BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
            new GenericDatumWriter<GenericRecord>(parsed).write(datum, encoder);
            encoder.flush();
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void send(List<ProducerRecord<byte[], byte[]>> records) {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", Stores.ADDRESSES.kafka(), "max.in.flight.requests.per.connection", "1"),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            List<Future<RecordMetadata>> sent =
                    records.stream().<Future<RecordMetadata>>map(producer::send).toList();
            for (Future<RecordMetadata> each : sent) {
                assertTrue(each.get().offset() >= 0);
            }
        } catch (ExecutionException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static ProducerRecord<byte[], byte[]> record(
            TestPipeline pipeline, Edit edit, byte @Nullable [] key, byte[] value) {
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(pipeline.version.pipeline(), edit.partition, edit.time, key, value);
        if (edit.trace != null) {
            record.headers().add("trace-id", "an older one".getBytes(StandardCharsets.UTF_8));
            record.headers().add("trace-id", edit.trace.getBytes(StandardCharsets.UTF_8));
        }
        return record;
    }

    private static EngineAddresses engines(TestSchemaRegistry registry) {
        return Stores.ADDRESSES.with(Optional.of(new SchemaRegistryAddress(registry.url())));
    }

    /** As the controller does at registration. */
    private static void readBy(TestPipeline pipeline, int schema) {
        try (Connection connection = Stores.POSTGRES.getConnection();
                PreparedStatement statement = connection.prepareStatement(
                        "UPDATE version SET reader_schema = ? WHERE pipeline = ? AND number = ?")) {
            statement.setInt(1, schema);
            statement.setString(2, pipeline.version.pipeline());
            statement.setInt(3, pipeline.version.number());
            assertEquals(1, statement.executeUpdate());
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private static Map<String, Long> deadLetters(TestPipeline pipeline) {
        Map<String, Long> counts = new HashMap<>();
        Stores.CLICKHOUSE
                .queryAll("SELECT reason, count() AS n FROM " + HistoryNames.deadLetters(pipeline.version)
                        + " GROUP BY reason")
                .forEach(row -> counts.put(row.getString("reason"), row.getLong("n")));
        return counts;
    }

    private static byte[] key(@Nullable String user) {
        return user == null ? new byte[0] : user.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    @DisplayName(
            "P1, P2, P4: Avro with two schemas, a registry that is away in the middle and records that are none: both stores, live and replayed")
    void avro() {
        try (TestSchemaRegistry registry = TestSchemaRegistry.start();
                TestPipeline pipeline = TestPipeline.create("avro", 2, 2, AVRO)) {
            String subject = pipeline.version.pipeline() + "-value";
            int one = registry.register(subject, "AVRO", FIRST);
            int two = registry.register(subject, "AVRO", SECOND);
            readBy(pipeline, two);
            List<Edit> first = Edit.generate(0, 300);
            List<Edit> second = Edit.generate(300, 700);
            send(first.stream()
                    .map(e -> record(pipeline, e, e.user == null ? null : key(e.user), avro(one, FIRST, e)))
                    .toList());
            try (VersionProcessor processor = pipeline.start("a", engines(registry))) {
                pipeline.awaitCaughtUp(processor);
                registry.fail(503);
                int third = registry.register(subject, "AVRO", SECOND.replace("comment", "remark"));
                send(second.stream()
                        .map(e -> record(
                                pipeline,
                                e,
                                e.user == null ? null : key(e.user),
                                avro(third, SECOND.replace("comment", "remark"), e)))
                        .toList());
                awaitWaiting(processor, "HTTP 503");
                registry.stop();
                awaitWaiting(processor, "does not answer");
                // The events wait; none is dropped or dead.
                assertEquals(300, pipeline.counts().kept());
                registry.fail(0);
                registry.startAgain();
                sendBroken(pipeline, one);
                pipeline.awaitCaughtUp(processor);
                assertEquals(ProcessorState.RUNNING, processor.state(), processor.problem());
            }
            List<Edit> all = new ArrayList<>(first);
            all.addAll(second);
            assertHolds(pipeline, all, Map.of("unknown_schema", 2L, "invalid_avro", 2L, "tombstone", 1L));
            int asked = registry.requests();
            try (TestPipeline again = pipeline.next(AVRO.replace("PT5S", "PT6S"))) {
                readBy(again, two);
                try (VersionProcessor processor = again.start("b", engines(registry))) {
                    again.awaitCaughtUp(processor);
                }
                assertHolds(again, all, Map.of("unknown_schema", 2L, "invalid_avro", 2L, "tombstone", 1L));
            }
            // Each schema once, and the id that nobody knows now and then.
            assertTrue(registry.requests() - asked <= 10, "asked " + (registry.requests() - asked) + " times");
        }
    }

    private static void awaitWaiting(VersionProcessor processor, String what) {
        Waiting.until(
                () -> processor.state() == ProcessorState.WAITING_FOR_STORE
                        && processor.problem().startsWith("The schema registry at ")
                        && processor.problem().contains(what),
                () -> what + ": " + processor.state() + " " + processor.problem());
    }

    private static void sendBroken(TestPipeline pipeline, int id) {
        byte[] whole = avro(id, FIRST, Edit.generate(0, 1).getFirst());
        byte[] cut = new byte[whole.length - 1];
        System.arraycopy(whole, 0, cut, 0, cut.length);
        byte[] unknown = avro(4711, FIRST, Edit.generate(0, 1).getFirst());
        String topic = pipeline.version.pipeline();
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (byte[] value : List.of(unknown, cut, "{\"ts\":1}".getBytes(StandardCharsets.UTF_8), unknown)) {
            records.add(new ProducerRecord<>(topic, 0, null, value));
        }
        records.add(new ProducerRecord<>(topic, 1, null, null));
        send(records);
    }

    private static void assertHolds(TestPipeline pipeline, List<Edit> edits, Map<String, Long> dead) {
        Counts counts = pipeline.counts();
        long deadCount = dead.values().stream().mapToLong(n -> n).sum();
        assertEquals(List.of((long) edits.size(), deadCount), List.of(counts.kept(), counts.dead()));
        assertEquals(dead, deadLetters(pipeline));
        Map<String, List<String>> expected = Edit.byChannel(edits);
        assertEquals(expected, HistoryContent.aggregated(pipeline, 0));
        assertEquals(expected, LiveContent.aggregated(pipeline, 0));
    }

    private static final String PROTOBUF = """
            pipeline: NAME
            source:
              topic: NAME
              format: protobuf
              event_time: time
              out_of_orderness: PT5S
              columns:
                time: {type: TIMESTAMP(3), from: timestamp}
                channel: {type: VARCHAR, path: page.channel}
                user_name: {type: VARCHAR, path: user}
                added: BIGINT
                trace: {type: VARCHAR, from: 'header:trace-id'}
                number: {type: BIGINT, from: key, format: binary}
                part: {type: INTEGER, from: partition}
            """ + VIEWS + """
              by_part:
                sql: SELECT part, COUNT(*) AS edits, MAX(number) AS newest FROM NAME GROUP BY part
            """;

    private static final String PROTO_FIRST = """
            syntax = "proto3";
            message Ping { int32 x = 1; }
            message Edit { message Page { string title = 1; string channel = 2; } Page page = 1; int32 added = 2; optional string who = 3; }
            """;
    private static final String PROTO_SECOND = """
            syntax = "proto3";
            import "google/protobuf/wrappers.proto";
            message Ping { int32 x = 1; }
            message Edit { message Page { string channel = 2; } Page page = 1; int64 added = 2; optional string user = 3; google.protobuf.StringValue note = 9; }
            """;

    private static byte[] protobuf(int id, String schema, Edit edit) {
        try {
            Descriptor type = ProtobufSchemas.parse(new RegisteredSchema(id, Kind.PROTOBUF, schema, List.of()))
                    .findMessageTypeByName("Edit");
            Descriptor page = type.findNestedTypeByName("Page");
            boolean narrow = type.findFieldByName("who") != null;
            DynamicMessage.Builder message = DynamicMessage.newBuilder(type)
                    .setField(
                            type.findFieldByName("page"),
                            DynamicMessage.newBuilder(page)
                                    .setField(page.findFieldByName("channel"), edit.channel)
                                    .build())
                    .setField(type.findFieldByName("added"), narrow ? (Object) (int) edit.added : edit.added);
            if (edit.user != null) {
                message.setField(type.findFieldByNumber(3), edit.user);
            }
            byte[] body = message.build().toByteArray();
            // One index: the second message, as zigzag numbers.
            return ByteBuffer.allocate(7 + body.length)
                    .put((byte) 0)
                    .putInt(id)
                    .put((byte) 2)
                    .put((byte) 2)
                    .put(body)
                    .array();
        } catch (BrokenSchemaException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    @DisplayName(
            "P1, P2, P4: Protobuf with two schemas and a slow registry, event time of the broker, numbers as keys: both stores")
    void protobuf() {
        try (TestSchemaRegistry registry = TestSchemaRegistry.start();
                TestPipeline pipeline = TestPipeline.create("protobuf", 2, 1, PROTOBUF)) {
            registry.delay(Duration.ofMillis(300));
            String subject = pipeline.version.pipeline() + "-value";
            int one = registry.register(subject, "PROTOBUF", PROTO_FIRST);
            int two = registry.register(subject, "PROTOBUF", PROTO_SECOND);
            readBy(pipeline, two);
            List<Edit> edits = Edit.generate(0, 600);
            List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
            for (int i = 0; i < edits.size(); i++) {
                boolean old = i % 3 == 0;
                records.add(record(
                        pipeline,
                        edits.get(i),
                        new LongSerializer().serialize("", (long) i),
                        protobuf(old ? one : two, old ? PROTO_FIRST : PROTO_SECOND, edits.get(i))));
            }
            // A key that is no number of eight bytes, and a message that the schema has not.
            records.add(record(pipeline, edits.getLast(), new byte[3], protobuf(one, PROTO_FIRST, edits.getFirst())));
            records.add(new ProducerRecord<>(
                    subject.replace("-value", ""), 0, null, new byte[] {0, 0, 0, 0, (byte) one, 2, 16}));
            send(records);
            try (VersionProcessor processor = pipeline.start("a", engines(registry))) {
                pipeline.awaitCaughtUp(processor);
            }
            assertHolds(pipeline, edits, Map.of("wrong_type", 1L, "invalid_protobuf", 1L));
            assertEquals(
                    Map.of("0", List.of("300", "598"), "1", List.of("300", "599")),
                    HistoryContent.aggregated(pipeline, 1));
        }
    }

    @Test
    @DisplayName("A version whose records name schemas fails with a sentence where no registry is configured")
    void withoutRegistry() {
        try (TestPipeline pipeline = TestPipeline.create("unregistered", 1, 1, AVRO);
                VersionProcessor processor = pipeline.start("a")) {
            Waiting.until(
                    () -> processor.state() == ProcessorState.FAILED,
                    () -> processor.state() + " " + processor.problem());
            assertTrue(processor.problem().contains("SWITCHBACK_SCHEMA_REGISTRY"), processor.problem());
        }
    }
}
