package dev.switchback.processor.app;

import dev.switchback.processor.guard.FaultPoints;
import dev.switchback.processor.history.HistoryLimits;
import dev.switchback.processor.live.LiveLimits;
import dev.switchback.views.run.ProcessorState;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** A rough figure, not a test (its name keeps it out of the suite): a replay into both stores, and a bare consumer beside it. */
class ReplayMeasure {
    private static final int EVENTS = Integer.getInteger("events", 1_000_000);
    private static final int PARTITIONS = 4;
    private static final String MANIFEST = """
            pipeline: NAME
            source:
              topic: NAME
              format: json
              event_time: time
              out_of_orderness: PT10S
              columns:
                time: TIMESTAMP(3)
                channel: VARCHAR
                page: VARCHAR
                user_name: {type: VARCHAR, path: user}
                is_robot: {type: BOOLEAN, path: isRobot}
                added: BIGINT
                deleted: BIGINT
            views:
              by_channel:
                sql: |
                  SELECT window_start, channel, COUNT(*) AS edits, SUM(added) AS added, COUNT(DISTINCT user_name) AS editors
                  FROM TABLE(TUMBLE(TABLE NAME, DESCRIPTOR(time), INTERVAL '1' MINUTE))
                  GROUP BY window_start, channel
                live: {retention: PT2H, top: [edits, added]}
              hourly:
                sql: |
                  SELECT window_start, is_robot, COUNT(*) AS edits, SUM(deleted) AS deleted
                  FROM TABLE(TUMBLE(TABLE NAME, DESCRIPTOR(time), INTERVAL '1' HOUR)) GROUP BY window_start, is_robot
              pages:
                sql: |
                  SELECT window_start, page, COUNT(*) AS edits
                  FROM TABLE(TUMBLE(TABLE NAME, DESCRIPTOR(time), INTERVAL '1' HOUR)) GROUP BY window_start, page
            """;

    @Test
    void replay() {
        try (TestPipeline pipeline = TestPipeline.create("measure", PARTITIONS, 1, MANIFEST)) {
            fill(pipeline);
            bareConsumer(pipeline);
            long begin = System.nanoTime();
            ProcessorTuning tuning = new ProcessorTuning(
                    HistoryLimits.DEFAULT, LiveLimits.DEFAULT, FaultPoints.NONE, Duration.ofMinutes(1));
            try (VersionProcessor processor = VersionProcessor.start(pipeline.settings("measure", 2), tuning)) {
                Map<Integer, Long> ends = pipeline.ends();
                Waiting.until(
                        () -> processor.state() == ProcessorState.FAILED
                                || pipeline.ledger().entrySet().stream()
                                        .allMatch(row ->
                                                row.getValue().committed() == ends.getOrDefault(row.getKey(), -1L)),
                        () -> processor.state() + " " + processor.problem() + pipeline.ledger());
                report("replay into both stores, start included", begin);
                System.out.println(pipeline.counts() + " " + LiveContent.marks(pipeline) + processor.problem());
            }
        }
    }

    private static void fill(TestPipeline pipeline) {
        Random random = new Random(1);
        long start = Instant.parse("2015-09-12T00:00:00Z").toEpochMilli();
        String padding = "c".repeat(180);
        for (int from = 0; from < EVENTS; from += 50_000) {
            int begin = from;
            pipeline.send(IntStream.range(begin, Math.min(EVENTS, begin + 50_000))
                    .mapToObj(i -> {
                        String user = "user" + (int) Math.abs(random.nextGaussian() * 3_000);
                        String json = "{\"time\":\"" + Instant.ofEpochMilli(start + (long) i * 86_400_000L / EVENTS)
                                + "\",\"channel\":\"#" + "abcdefghij".charAt(random.nextInt(10)) + random.nextInt(5)
                                + ".wikipedia\",\"comment\":\"" + padding + "\",\"isRobot\":" + random.nextBoolean()
                                + ",\"page\":\"Page " + (int) Math.abs(random.nextGaussian() * 10_000)
                                + "\",\"user\":\"" + user + "\",\"countryIsoCode\":null,\"added\":"
                                + random.nextInt(500) + ",\"deleted\":" + random.nextInt(50) + "}";
                        return new GeneratedEvent(
                                Math.floorMod(user.hashCode(), PARTITIONS),
                                json.getBytes(StandardCharsets.UTF_8),
                                null);
                    })
                    .toList());
        }
    }

    private static void bareConsumer(TestPipeline pipeline) {
        Map<Integer, Long> ends = pipeline.ends();
        long begin = System.nanoTime();
        LongAdder read = new LongAdder();
        List<Thread> threads = IntStream.range(0, 2)
                .mapToObj(t -> Thread.ofPlatform().start(() -> consume(pipeline, ends, t, read)))
                .toList();
        threads.forEach(thread -> {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        report("bare consumer, Jackson and HashMap, two threads, " + read.sum(), begin);
    }

    private static void consume(TestPipeline pipeline, Map<Integer, Long> ends, int thread, LongAdder read) {
        JsonFactory factory = new JsonFactory();
        Map<List<String>, long[]> groups = new HashMap<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", Stores.ADDRESSES.kafka(), "max.partition.fetch.bytes", 4 << 20),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> mine = ends.keySet().stream()
                    .filter(p -> p % 2 == thread)
                    .map(p -> new TopicPartition(pipeline.version.pipeline(), p))
                    .toList();
            consumer.assign(mine);
            consumer.seekToBeginning(mine);
            while (mine.stream().anyMatch(p -> consumer.position(p) < ends.getOrDefault(p.partition(), 0L))) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                    aggregate(factory, record.value(), groups);
                    read.increment();
                }
            }
        }
    }

    private static void aggregate(JsonFactory factory, byte[] value, Map<List<String>, long[]> groups) {
        String time = "";
        String channel = "";
        String page = "";
        long added = 0;
        try (JsonParser parser = factory.createParser(ObjectReadContext.empty(), value)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                switch (name) {
                    case "time" -> time = parser.getString();
                    case "channel" -> channel = parser.getString();
                    case "page" -> page = parser.getString();
                    case "user" -> parser.getString();
                    case "added" -> added = parser.getLongValue();
                    default -> parser.skipChildren();
                }
            }
        }
        add(groups, List.of("c", time.substring(0, 16), channel), added);
        add(groups, List.of("h", time.substring(0, 13)), added);
        add(groups, List.of("p", time.substring(0, 13), page), added);
    }

    private static void add(Map<List<String>, long[]> groups, List<String> key, long added) {
        long[] sums = groups.computeIfAbsent(key, k -> new long[2]);
        sums[0]++;
        sums[1] += added;
    }

    private static void report(String what, long begin) {
        double seconds = (System.nanoTime() - begin) / 1e9;
        System.out.printf("MEASURE %s: %.2f s, %,.0f events/s%n", what, seconds, EVENTS / seconds);
    }
}
