package dev.switchback.standalone.proofs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.switchback.embedded.testing.Campaign;
import dev.switchback.processor.app.VersionProcessor;
import dev.switchback.views.ledger.LedgerEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Answers that others published for real events, through the real pipeline; then the same events in other orders within the declared
 * bound, where every answer stays as it is and nothing is late, and doubled.
 */
class PublishedTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @Test
    @DisplayName("P1, P2, P4: Arroyo's hourly counts of taxi events, 51 of 51; shuffled; doubled")
    void arroyo() throws IOException {
        Path folder = SharedData.folder("arroyo");
        DataSet events = DataSet.read(folder.resolve("cars.jsonl.gz"), "timestamp", 23_000);
        Map<String, String> published = new TreeMap<>();
        for (String line : Files.readAllLines(folder.resolve("hourly_by_event_type.json"))) {
            JsonNode row = JSON.readTree(line);
            published.put(
                    row.get("hour").asString() + ".000Z "
                            + row.get("event_type").asString(),
                    row.get("count").asString());
        }
        assertEquals(51, published.size());
        ProofPipeline pipeline = prove(events, """
            pipeline: NAME
            source:
              topic: NAME
              event_time: timestamp
              out_of_orderness: PT23S
              late_events: divert
              columns: {timestamp: TIMESTAMP(3), driver_id: BIGINT, event_type: VARCHAR, location: VARCHAR}
            views:
              hourly:
                sql: |
                  SELECT window_start, event_type, COUNT(*) AS n
                  FROM TABLE(TUMBLE(TABLE NAME, DESCRIPTOR(`timestamp`), INTERVAL '1' HOUR)) GROUP BY window_start, event_type
                live: {retention: P2D}
              drivers:
                sql: |
                  SELECT window_start, event_type, COUNT(DISTINCT driver_id) AS drivers, MIN(driver_id) AS least,
                    MAX(location) AS most, AVG(driver_id) AS mean, SUM(driver_id) AS total
                  FROM TABLE(HOP(TABLE NAME, DESCRIPTOR(`timestamp`), INTERVAL '10' MINUTE, INTERVAL '1' HOUR))
                  GROUP BY window_start, event_type
            """);
        Function<Answer, Map<String, String>> counts =
                answer -> column(answer, row -> row.get("window_start") + " " + row.get("event_type"), "n");
        assertEquals(published, counts.apply(pipeline.history("hourly")));
        assertEquals(published, counts.apply(pipeline.live("hourly")));
    }

    @Test
    @DisplayName("P1, P2, P4: the published counts of 10,000 web requests; shuffled; doubled")
    void accessLogs() throws IOException {
        Path folder = SharedData.folder("access-logs");
        JsonNode published = JSON.readTree(Files.readString(folder.resolve("expected.json")));
        DataSet events = DataSet.read(folder.resolve("access-logs.jsonl.gz"), "time", 60_000);
        ProofPipeline pipeline = prove(events, """
            pipeline: NAME
            source:
              topic: NAME
              event_time: time
              out_of_orderness: PT1M
              late_events: divert
              columns: {time: TIMESTAMP(3), ip: VARCHAR, path: VARCHAR, status: INTEGER, bytes: BIGINT}
            views:
              everything:
                sql: SELECT COUNT(*) AS n, COUNT(DISTINCT ip) AS ips, MIN(`time`) AS a, MAX(`time`) AS b, SUM(bytes) AS size FROM NAME
                live: {retention: P2D}
              by_ip:
                sql: SELECT ip, COUNT(*) AS n FROM NAME GROUP BY ip
              by_path:
                sql: SELECT path, COUNT(*) AS n FROM NAME GROUP BY path
              by_hour_of_day:
                sql: SELECT EXTRACT(HOUR FROM `time`) AS h, COUNT(*) AS n FROM NAME GROUP BY EXTRACT(HOUR FROM `time`)
              by_status:
                sql: |
                  SELECT window_start, status, COUNT(*) AS n, SUM(bytes) AS size, COUNT(DISTINCT ip) AS ips
                  FROM TABLE(TUMBLE(TABLE NAME, DESCRIPTOR(`time`), INTERVAL '1' HOUR)) GROUP BY window_start, status
                live: {retention: P7D}
            """);
        Map<String, @Nullable String> all =
                pipeline.history("everything").required().rows().getFirst();
        assertEquals(published.get("rows").asString(), all.get("n"));
        assertEquals(published.get("distinct_ips").asString(), all.get("ips"));
        String first = published.get("timespan").get(0).asString();
        assertEquals(first, String.valueOf(all.get("a")).replace(".000Z", "Z"));
        assertTop(published.get("top10_ip"), pipeline.history("by_ip", "order_by", "-n"), "ip");
        assertTop(published.get("top5_path"), pipeline.history("by_path", "order_by", "-n"), "path");
        assertTop(published.get("top5_hour_of_day"), pipeline.history("by_hour_of_day", "order_by", "-n"), "h");
    }

    @Test
    @DisplayName("P1, P2, P4: the published sums of 39,244 Wikipedia edits; shuffled; doubled")
    void wikipedia() throws IOException {
        Path folder = SharedData.folder("wikipedia");
        JsonNode published = JSON.readTree(Files.readString(folder.resolve("expected.json")));
        DataSet events = DataSet.read(folder.resolve("wikiticker-2015-09-12-sampled.json.gz"), "time", 300_000);
        ProofPipeline pipeline = prove(events, """
            pipeline: NAME
            source:
              topic: NAME
              event_time: time
              out_of_orderness: PT5M
              late_events: divert
              columns: {time: TIMESTAMP(3), channel: VARCHAR, user: VARCHAR, added: BIGINT, deleted: BIGINT, delta: BIGINT}
            views:
              by_hour:
                sql: |
                  SELECT window_start, COUNT(*) AS n, SUM(deleted) AS deleted
                  FROM TABLE(TUMBLE(TABLE NAME, DESCRIPTOR(`time`), INTERVAL '1' HOUR)) GROUP BY window_start
                live: {retention: P2D}
              by_channel:
                sql: SELECT channel, SUM(added) AS added, COUNT(DISTINCT `user`) AS users, MIN(delta) AS least FROM NAME GROUP BY channel
                live: {retention: P2D}
            """);
        Map<String, String> hours = new TreeMap<>();
        published
                .get("sum_deleted_by_hour")
                .forEach(h -> hours.put(h.get(0).asString(), h.get(1).asString()));
        Function<Answer, Map<String, String>> deleted =
                answer -> column(answer, row -> String.valueOf(row.get("window_start")), "deleted");
        assertEquals(hours, deleted.apply(pipeline.history("by_hour")));
        assertEquals(hours, deleted.apply(pipeline.live("by_hour")));
        long rows =
                column(pipeline.history("by_hour"), row -> String.valueOf(row.get("window_start")), "n")
                        .values()
                        .stream()
                        .mapToLong(Long::parseLong)
                        .sum();
        assertEquals(published.get("total_rows").asLong(), rows);
        assertTop(
                published.get("top5_channels_by_sum_added"),
                pipeline.history("by_channel", "order_by", "-added"),
                "channel");
    }

    /** Runs the log as it is, in other orders, and doubled; compares all views, in both stores, and gives the first. */
    private static ProofPipeline prove(DataSet events, String manifest) {
        List<ProofPipeline> pipelines = new ArrayList<>();
        List<List<List<String>>> logs = new ArrayList<>();
        logs.add(Logs.split(events.inOrder(), 1));
        logs.add(Logs.split(events.doubled(99), 2));
        for (int seed = 0; seed < Campaign.choose(1, 12); seed++) {
            logs.add(Logs.split(events.shuffled(seed), 1 + seed % 3));
        }
        List<Running> running = new ArrayList<>();
        try {
            for (List<List<String>> log : logs) {
                ProofPipeline pipeline = ProofPipeline.create("published", log.size(), 1, manifest);
                pipelines.add(pipeline);
                ProofTopic topic = ProofTopic.of(pipeline, log);
                running.add(new Running(topic, topic.start("a", 1, ProofTopic.SMALL_BATCHES)));
            }
            running.forEach(each -> each.topic().awaitEnd(each.processor()));
        } finally {
            running.forEach(each -> each.processor().close());
        }
        ProofPipeline first = pipelines.getFirst();
        for (ProofPipeline other : pipelines) {
            long late = other.ledger().values().stream()
                    .map(LedgerEntry::counts)
                    .mapToLong(counts -> counts.late() + counts.dead() + counts.gaps())
                    .sum();
            assertEquals(0, late, "nothing is late, dead or missing");
            boolean doubled = other == pipelines.get(1);
            first.plan.views().forEach(view -> {
                compare(first, view.name(), first.history(view.name()), other.history(view.name()), doubled);
                if (first.live(view.name()).status() == 200) {
                    compare(first, view.name(), first.live(view.name()), other.live(view.name()), doubled);
                }
            });
        }
        return first;
    }

    private record Running(ProofTopic topic, VersionProcessor processor) {}

    private static void compare(ProofPipeline of, String view, Answer first, Answer other, boolean doubled) {
        if (doubled) {
            assertEquals(Doubling.doubled(of.plan, view, first), Doubling.of(of.plan, view, other), view);
        } else {
            assertEquals(first.rowsAsWritten(), other.rowsAsWritten(), view);
        }
    }

    private static Map<String, String> column(
            Answer answer, Function<Map<String, @Nullable String>, String> key, String measure) {
        Map<String, String> values = new TreeMap<>();
        for (Map<String, @Nullable String> row : answer.required().rows()) {
            values.put(key.apply(row), String.valueOf(row.get(measure)));
        }
        return values;
    }

    /** The published rows lead the answer, which is ordered; those of one size may come in any order. */
    private static void assertTop(JsonNode published, Answer answer, String dimension) {
        Set<String> expected = new HashSet<>();
        published.forEach(
                row -> expected.add(row.get(0).asString() + " " + row.get(1).asString()));
        Set<String> found = new HashSet<>();
        answer.required().rows().subList(0, expected.size()).forEach(row -> {
            String value = row.containsKey("n") ? row.get("n") : row.get("added");
            found.add(row.get(dimension) + " " + value);
        });
        assertEquals(expected, found);
    }
}
