package dev.switchback.processor.decode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.switchback.embedded.testing.Campaign;
import dev.switchback.processor.decode.AvroSamples.Leaf;
import dev.switchback.views.plan.PipelinePlan;
import dev.switchback.views.registry.RegisteredSchema.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Records that Avro's own encoder wrote; the oracle is Avro's own reader. */
class AvroDecoderTest {
    private static final int RECORDS = Campaign.choose(8, 100);

    static byte[] encoded(Schema schema, Object datum, boolean blocking) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            EncoderFactory factory = new EncoderFactory().configureBlockSize(64);
            BinaryEncoder encoder =
                    blocking ? factory.blockingBinaryEncoder(bytes, null) : factory.binaryEncoder(bytes, null);
            new GenericDatumWriter<>(schema).write(datum, encoder);
            encoder.flush();
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** As Avro itself reads it. */
    private static GenericRecord read(Schema writer, Schema reader, byte[] body) {
        try {
            return (GenericRecord) new GenericDatumReader<>(writer, reader)
                    .read(null, DecoderFactory.get().binaryDecoder(body, null));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Property(tries = 60)
    void rowsAreWhatAvroItselfReads(@ForAll @LongRange(min = 0) long seed) {
        Random random = new Random(seed);
        AvroSamples samples = new AvroSamples(random);
        Schema schema = samples.record(0);
        List<Leaf> leaves = samples.leaves(schema);
        PipelinePlan plan = AvroSamples.plan(leaves);
        FormatFixture registry = new FormatFixture();
        int id = registry.add(Kind.AVRO, schema.toString());
        ValueDecoder decoder = registry.decoder(plan, OptionalInt.of(id));
        for (int i = 0; i < RECORDS; i++) {
            byte[] body = encoded(schema, Objects.requireNonNull(samples.datum(schema)), random.nextBoolean());
            GenericRecord expected = read(schema, schema, body);
            assertEquals(
                    leaves.stream().map(leaf -> leaf.value(expected)).toList(),
                    FormatFixture.row(decoder, plan, FormatFixture.framed(id, body)),
                    () -> leaves + " of " + expected);
        }
    }

    /** What is cut off or damaged is an event or a dead letter: nothing else, and at once. */
    @Property(tries = 40)
    void damagedRecordsAreJudged(@ForAll @LongRange(min = 0) long seed) {
        Random random = new Random(seed);
        AvroSamples samples = new AvroSamples(random);
        Schema schema = samples.record(0);
        PipelinePlan plan = AvroSamples.plan(samples.leaves(schema));
        FormatFixture registry = new FormatFixture();
        int id = registry.add(Kind.AVRO, schema.toString());
        ValueDecoder decoder = registry.decoder(plan, OptionalInt.of(id));
        byte[] whole = FormatFixture.framed(id, encoded(schema, Objects.requireNonNull(samples.datum(schema)), false));
        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(30), () -> {
            for (int i = 0; i < 60; i++) {
                byte[] damaged = Arrays.copyOf(whole, 5 + random.nextInt(whole.length - 4));
                if (damaged.length > 5) {
                    damaged[5 + random.nextInt(damaged.length - 5)] = (byte) random.nextInt(256);
                }
                assertTrue(FormatFixture.row(decoder, plan, damaged).size() >= 1);
            }
        });
    }

    private static final String FIRST = """
            {"type":"record","name":"Edit","namespace":"acme","fields":[
              {"name":"uid","type":"string"},{"name":"added","type":"int"},{"name":"gone","type":"string"},
              {"name":"geo","type":{"type":"record","name":"Geo","fields":[{"name":"land","type":"string"}]}}]}""";

    private static final String SECOND = """
            {"type":"record","name":"Edit","namespace":"acme","fields":[
              {"name":"channel","type":["null","string"],"default":null},
              {"name":"user_id","type":"string","aliases":["uid"]},{"name":"added","type":"long"},
              {"name":"geo","type":{"type":"record","name":"Geo","fields":[{"name":"country","type":"string","aliases":["land"]}]}}]}""";

    @Test
    @DisplayName(
            "A topic with two schemas: added, removed, renamed and promoted fields are what Avro's resolution makes of them")
    void evolution() {
        Schema first = new Schema.Parser().parse(FIRST);
        Schema second = new Schema.Parser().parse(SECOND);
        FormatFixture registry = new FormatFixture();
        int one = registry.add(Kind.AVRO, FIRST);
        int two = registry.add(Kind.AVRO, SECOND);
        PipelinePlan plan = FormatFixture.plan(
                "avro",
                "channel: VARCHAR",
                "user_id: VARCHAR",
                "added: BIGINT",
                "country: {type: VARCHAR, path: geo.country}");
        GenericRecord old = new GenericData.Record(first);
        old.put("uid", "eve");
        old.put("added", 7);
        old.put("gone", "x");
        GenericRecord land = new GenericData.Record(first.getField("geo").schema());
        land.put("land", "CH");
        old.put("geo", land);
        byte[] body = encoded(first, old, false);
        GenericRecord resolved = read(first, second, body);
        List<@Nullable Object> expected = new ArrayList<>(Arrays.asList(
                resolved.get("channel"),
                resolved.get("user_id").toString(),
                resolved.get("added"),
                ((GenericRecord) resolved.get("geo")).get("country").toString()));
        assertEquals(Arrays.asList(null, "eve", 7L, "CH"), expected);
        ValueDecoder decoder = registry.decoder(plan, OptionalInt.of(two));
        assertEquals(expected, FormatFixture.row(decoder, plan, FormatFixture.framed(one, body)));
        GenericRecord fresh = new GenericData.Record(second);
        fresh.put("channel", "#en");
        fresh.put("user_id", "adam");
        fresh.put("added", 1L << 40);
        GenericRecord country = new GenericData.Record(second.getField("geo").schema());
        country.put("country", "DE");
        fresh.put("geo", country);
        // Both in turn: each is read by its own schema.
        assertEquals(
                List.of("#en", "adam", 1L << 40, "DE"),
                FormatFixture.row(decoder, plan, FormatFixture.framed(two, encoded(second, fresh, false))));
        assertEquals(expected, FormatFixture.row(decoder, plan, FormatFixture.framed(one, body)));
        // Without the schema that has the aliases, a field of another name is not there.
        ValueDecoder plain = registry.decoder(plan, OptionalInt.empty());
        assertEquals(
                Arrays.asList(null, null, 7L, null), FormatFixture.row(plain, plan, FormatFixture.framed(one, body)));
    }

    @ParameterizedTest(name = "{0} of {1} {2} is {3}")
    @CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
            BIGINT                                   | "int"                                           | 7                | 7
            INTEGER                                  | "long"                                          | 7                | 7
            INTEGER                                  | "long"                                          | 3000000000       | !wrong_type field v: INTEGER takes an integer in range, found the number 3000000000
            'DECIMAL(4,1)'                           | "int"                                           | 100              | 100.0
            'DECIMAL(4,1)'                           | "int"                                           | 1000             | !wrong_type field v: DECIMAL(4,1) takes a number with at most the digits of its type, found the number 1000
            DOUBLE                                   | "long"                                          | 7                | 7.0
            BIGINT                                   | "string"                                        | 12               | !wrong_type field v: BIGINT takes an integer in range, found a value of type string
            BIGINT, format: text                     | "string"                                        | 12               | 12
            TIMESTAMP(3)                             | "string"                                        | 2015-09-12T00:46:58.771Z | 1442018818771
            TIMESTAMP(3)                             | "long"                                          | 1442018818771    | 1442018818771
            TIMESTAMP(3), format: epoch_seconds      | "long"                                          | 1442018818       | 1442018818000
            TIMESTAMP(3)                             | {"type":"long","logicalType":"timestamp-micros"}| -1               | -1
            TIMESTAMP(3)                             | {"type":"long","logicalType":"timestamp-nanos"} | 1442018818771999999 | 1442018818771
            TIMESTAMP(3)                             | {"type":"long","logicalType":"local-timestamp-millis"} | 5         | !wrong_type field v: TIMESTAMP(3) takes ISO-8601 text with Z or an offset, or epoch milliseconds, found a value of type long (local-timestamp-millis)
            BIGINT                                   | {"type":"long","logicalType":"local-timestamp-millis"} | 5         | 5
            TIMESTAMP(3)                             | {"type":"int","logicalType":"date"}             | 1                | 86400000
            VARCHAR                                  | {"type":"int","logicalType":"date"}             | 1                | 1970-01-02
            TIMESTAMP(3)                             | "long"                                          | 9223372036854775807 | !wrong_type field v: a TIMESTAMP(3) lies between the years 1900 and 2299
            """)
    void columnsOfTypes(String column, String type, String value, String expected) {
        Schema schema = new Schema.Parser()
                .parse("{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"v\",\"type\":" + type + "}]}");
        GenericRecord datum = new GenericData.Record(schema);
        datum.put(
                "v",
                switch (schema.getField("v").schema().getType()) {
                    case INT -> Integer.valueOf(value);
                    case LONG -> Long.valueOf(value);
                    default -> value;
                });
        FormatFixture registry = new FormatFixture();
        int id = registry.add(Kind.AVRO, schema.toString());
        PipelinePlan plan = FormatFixture.plan("avro", "v: {type: " + column + "}");
        Object found = FormatFixture.row(
                        registry.decoder(plan, OptionalInt.empty()),
                        plan,
                        FormatFixture.framed(id, encoded(schema, datum, false)))
                .getFirst();
        String text = found instanceof BigDecimal number ? number.toPlainString() : String.valueOf(found);
        assertTrue(expected.startsWith("!") ? text.startsWith(expected) : text.equals(expected), text);
    }

    @Test
    void recordsThatAreNoneOfTheRegistry() {
        FormatFixture registry = new FormatFixture();
        int id = registry.add(Kind.AVRO, FIRST);
        int other = registry.add(Kind.PROTOBUF, "syntax = \"proto3\";");
        PipelinePlan plan = FormatFixture.plan("avro", "uid: VARCHAR");
        ValueDecoder decoder = registry.decoder(plan, OptionalInt.empty());
        assertEquals(
                List.of("!unknown_schema the schema registry does not know schema 99, which the record names"),
                FormatFixture.row(decoder, plan, FormatFixture.framed(99, new byte[3])));
        assertEquals(
                List.of("!unknown_schema schema 2 is of type PROTOBUF, not AVRO"),
                FormatFixture.row(decoder, plan, FormatFixture.framed(other, new byte[3])));
        String unframed = FormatFixture.row(decoder, plan, "{\"uid\":\"x\"}".getBytes(StandardCharsets.UTF_8))
                .toString();
        assertTrue(unframed.startsWith("[!invalid_avro the record does not begin with the zero byte"), unframed);
        String cut = FormatFixture.row(decoder, plan, FormatFixture.framed(id, new byte[] {10, 'e'}))
                .toString();
        assertTrue(cut.startsWith("[!invalid_avro the record is not Avro of its schema: a length of 5 with 1"), cut);
    }

    /** Types that hold themselves, arrays of nothing in any number, and a schema that names one type very many times. */
    @Test
    void unwantedValuesOfEveryShapeArePassedOver() {
        StringBuilder wide = new StringBuilder();
        String inner =
                "{\"type\":\"record\",\"name\":\"N0\",\"fields\":[{\"name\":\"x\",\"type\":\"int\"},{\"name\":\"next\",\"type\":[\"null\",\"N0\"]}]}";
        wide.append("{\"name\":\"n0\",\"type\":").append(inner).append("},");
        for (int i = 1; i < 40; i++) {
            wide.append("{\"name\":\"n")
                    .append(i)
                    .append("\",\"type\":[\"null\",{\"type\":\"record\",\"name\":\"N")
                    .append(i)
                    .append("\",\"fields\":[{\"name\":\"a\",\"type\":\"N")
                    .append(i - 1)
                    .append("\"},{\"name\":\"b\",\"type\":\"N")
                    .append(i - 1)
                    .append("\"}]}]},");
        }
        Schema schema = new Schema.Parser()
                .parse(
                        "{\"type\":\"record\",\"name\":\"R\",\"fields\":[" + wide
                                + "{\"name\":\"nothing\",\"type\":{\"type\":\"array\",\"items\":\"null\"}},{\"name\":\"v\",\"type\":\"string\"}]}");
        FormatFixture registry = new FormatFixture();
        int id = registry.add(Kind.AVRO, schema.toString());
        PipelinePlan plan = FormatFixture.plan("avro", "v: VARCHAR", "far: {type: BIGINT, path: 'nothing[3]'}");
        ValueDecoder decoder = registry.decoder(plan, OptionalInt.empty());
        GenericRecord node = null;
        Schema nodes = schema.getField("n0").schema();
        for (int i = 0; i < 100; i++) {
            GenericRecord next = new GenericData.Record(nodes);
            next.put("x", i);
            next.put("next", node);
            node = next;
        }
        GenericRecord datum = new GenericData.Record(schema);
        datum.put("n0", node);
        datum.put("nothing", new ArrayList<>(Collections.nCopies(1_000_000, null)));
        datum.put("v", "found");
        assertEquals(
                Arrays.asList("found", null),
                FormatFixture.row(decoder, plan, FormatFixture.framed(id, encoded(schema, datum, false))));
    }
}
