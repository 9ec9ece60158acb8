package dev.switchback.standalone.system;

import dev.switchback.embedded.testing.Campaign;
import dev.switchback.embedded.testing.TestEngines;
import dev.switchback.standalone.load.TopicLoader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.producer.ProducerRecord;
import tools.jackson.databind.JsonNode;

/** A pipeline whose two versions differ in every answer, and a plain count of what each of them must answer. */
final class SwitchedPipeline {
    private static final int EVENTS = 1_800;
    private static final int CHANNELS = 6;
    /** One question in so many is for the history store. */
    private static final int MIX = Campaign.choose(8, 32);

    private static final int PARTITIONS = 3;
    private static final Instant START = Instant.parse("2024-03-01T10:00:00Z");

    final String name = TestEngines.uniqueName("switched");
    /** Edits per channel, by version. */
    private final Map<Integer, Map<String, Long>> edits = Map.of(1, new HashMap<>(), 2, new HashMap<>());

    /** Writes the events to the pipeline's topic. */
    SwitchedPipeline(String kafka) {
        TopicLoader.ensureTopic(kafka, name, PARTITIONS);
        Random random = new Random(1);
        try (TopicLoader loader = new TopicLoader(kafka, name)) {
            for (int i = 0; i < EVENTS; i++) {
                // Skewed, so that no two channels have the same number of edits, in either version.
                int channel = (int) (CHANNELS * Math.pow(random.nextDouble(), 2));
                int added = random.nextInt(100);
                count(1, channel);
                if (added >= 40) {
                    count(2, channel);
                }
                String event = "{\"time\":\"%s\",\"channel\":\"c%d\",\"added\":%d}"
                        .formatted(START.plusMillis(i * 150L), channel, added);
                loader.send(
                        new ProducerRecord<>(name, i % PARTITIONS, null, event.getBytes(StandardCharsets.UTF_8)),
                        offset -> {});
            }
            loader.flush();
        }
    }

    private void count(int version, int channel) {
        expected(version).merge("c" + channel, 1L, Long::sum);
    }

    private Map<String, Long> expected(int version) {
        return edits.getOrDefault(version, Map.of());
    }

    /** Version 1 counts all events, version 2 leaves out the small ones. */
    String manifest(int version) {
        return """
            pipeline: %1$s
            source:
              topic: %1$s
              format: json
              event_time: time
              out_of_orderness: PT10S
              columns:
                time: TIMESTAMP(3)
                channel: VARCHAR
                added: BIGINT
            views:
              edits:
                sql: |
                  SELECT window_start, channel, COUNT(*) AS edits
                  FROM TABLE(TUMBLE(TABLE %1$s, DESCRIPTOR(time), INTERVAL '1' MINUTE))
                  WHERE added >= %2$d
                  GROUP BY window_start, channel
                live: {retention: PT2H, top: [edits]}
            """.formatted(name, version == 1 ? 0 : 40);
    }

    /** Mostly of the live store, which bears more of them; nearly all where a million are to be answered. */
    Question question(Random random) {
        String view = "/v1/" + name + "/edits";
        return switch (random.nextInt(MIX)) {
            case 0 -> new Question(view + "?step=all&group_by=channel", CHANNELS);
            case 1, 2 -> new Question(view + "/top?by=edits&windows=10&n=3", 3);
            default -> {
                String channel = "c" + random.nextInt(CHANNELS);
                yield new Question(view + "/live?windows=10&channel=" + channel, 1);
            }
        };
    }

    /** A query whose answer shows which version it came from. */
    final class Question {
        private final String path;
        private final int channels;

        /** @param channels how many the answer must have */
        Question(String path, int channels) {
            this.path = path;
            this.channels = channels;
        }

        String path() {
            return path;
        }

        /** Whether these are the rows of this version: the windows of each channel add up to its edits. */
        boolean fits(int version, JsonNode rows) {
            Map<String, Long> sums = new HashMap<>();
            rows.forEach(row ->
                    sums.merge(row.path("channel").asString(), row.path("edits").asLong(), Long::sum));
            return sums.size() == channels && expected(version).entrySet().containsAll(sums.entrySet());
        }
    }
}
