package dev.switchback.processor.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.switchback.views.clickhouse.ClickHouseHistoryStore;
import dev.switchback.views.history.HistoryLayout;
import dev.switchback.views.history.HistoryNames;
import dev.switchback.views.history.HistorySchema;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Windows with offsets and windows that overlap, around the epoch, through the real processor into both stores. */
class OverlappingWindowsTest {
    private static final long DAY = 86_400_000;
    /** Milliseconds of size, slide, offset and live retention; the last one's windows leave the live store as the watermark passes. */
    private static final List<View> VIEWS = List.of(
            new View("sliding", 60_000, 20_000, 0, 7_200_000),
            new View("uneven", 50_000, 7_000, 3_000, 7_200_000),
            new View("shifted", 60_000, 60_000, 25_000, 7_200_000),
            new View("brief", 60_000, 20_000, 5_000, 45_000),
            new View("decade", 3_660 * DAY, 366 * DAY, DAY, 7_200_000));

    private static final int OUT_OF_ORDERNESS = 10_000;
    private static final long FROM = -200_000;
    private static final long TO = 160_000;

    private record View(String name, long size, long slide, long offset, long retention) {
        String yaml() {
            String function = slide == size
                    ? "TUMBLE(TABLE NAME, DESCRIPTOR(time), %s, %s)".formatted(interval(size), interval(offset))
                    : "HOP(TABLE NAME, DESCRIPTOR(time), %s, %s, %s)"
                            .formatted(interval(slide), interval(size), interval(offset));
            return """
                      %s:
                        sql: SELECT window_start, channel, COUNT(*) AS edits, SUM(added) AS added, COUNT(DISTINCT user_name) AS editors
                          FROM TABLE(%s) GROUP BY window_start, channel
                        live: {retention: PT%dS, top: [edits]}
                    """.formatted(name, function, retention / 1_000);
        }

        private static String interval(long millis) {
            return "INTERVAL '" + millis / 1_000 + "' SECOND(9)";
        }

        /** All starts around the events, by counting from the offset. */
        LongStream starts() {
            return LongStream.rangeClosed((-400_000 - size) / slide, 400_000 / slide)
                    .map(n -> offset + n * slide);
        }
    }

    private record Edit(int partition, long time, String channel, String user, long added) {
        GeneratedEvent record() {
            String json = "{\"time\":%d,\"channel\":\"%s\",\"user\":\"%s\",\"added\":%d}"
                    .formatted(time, channel, user, added);
            return new GeneratedEvent(partition, json.getBytes(StandardCharsets.UTF_8), null);
        }
    }

    @Test
    @DisplayName("P1, P2: an event counts in each of its windows, in both stores, in whatever order events come")
    void bothStoresHoldWhatAPlainEvaluationGives() {
        Random random = new Random(80);
        List<Edit> edits = edits(random);
        StringBuilder manifest = new StringBuilder("""
                pipeline: NAME
                source:
                  topic: NAME
                  event_time: time
                  out_of_orderness: PT%dS
                  columns:
                    time: TIMESTAMP(3)
                    channel: VARCHAR
                    user_name: {type: VARCHAR, path: user}
                    added: BIGINT
                views:
                """.formatted(OUT_OF_ORDERNESS / 1_000));
        VIEWS.forEach(view -> manifest.append(view.yaml()));
        try (TestPipeline pipeline = TestPipeline.create("hops", 2, 2, manifest.toString())) {
            pipeline.send(edits.stream().map(Edit::record).toList());
            try (VersionProcessor processor = pipeline.start("a")) {
                pipeline.awaitCaughtUp(processor);
            }
            long horizon = watermark(edits);
            List<Long> inWindows = new ArrayList<>();
            for (int i = 0; i < VIEWS.size(); i++) {
                View view = VIEWS.get(i);
                Map<String, List<String>> expected = expected(view, edits, Long.MIN_VALUE);
                assertEquals(expected, HistoryContent.aggregated(pipeline, i), "history of " + view);
                assertEquals(
                        expected(view, edits, horizon - view.retention()),
                        LiveContent.aggregated(pipeline, i),
                        "live " + view);
                assertFalse(expected.isEmpty());
                inWindows.add(expected.values().stream()
                        .mapToLong(row -> Long.parseLong(row.getFirst()))
                        .sum());
            }
            assertEquals(edits.size(), pipeline.counts().kept());
            assertEquals(inWindows, pipeline.counts().viewEvents(), "an event counts once per window");
            assertEquals(
                    inWindows,
                    new ClickHouseHistoryStore(Stores.CLICKHOUSE).storedEvents(pipeline.version, pipeline.plan),
                    "audit: events folded into rows");
            stableViewsSayWhereWindowsEnd(pipeline);
        }
    }

    private static void stableViewsSayWhereWindowsEnd(TestPipeline pipeline) {
        for (String statement : HistorySchema.follow(pipeline.version, pipeline.plan, new HistoryLayout.SingleNode())) {
            Stores.CLICKHOUSE.queryAll(statement);
        }
        for (View view : VIEWS) {
            List<String> lengths = Stores.CLICKHOUSE
                    .queryAll("SELECT DISTINCT toString(toUnixTimestamp64Milli(window_end)"
                            + " - toUnixTimestamp64Milli(window_start)) AS length FROM "
                            + HistoryNames.stableView(pipeline.version.pipeline(), view.name()))
                    .stream()
                    .map(row -> row.getString("length"))
                    .toList();
            assertEquals(List.of(String.valueOf(view.size())), lengths, view.name());
        }
    }

    /** Event times run through the epoch; each partition's are shuffled within the bound. */
    private static List<Edit> edits(Random random) {
        List<Edit> edits = new ArrayList<>();
        for (long time = FROM; time < TO; time += 1 + random.nextInt(800)) {
            edits.add(new Edit(
                    random.nextInt(2),
                    time - random.nextInt(OUT_OF_ORDERNESS),
                    "c" + random.nextInt(4),
                    "u" + random.nextInt(9),
                    random.nextInt(2_000) - 500));
        }
        // The very first and last instants of windows.
        for (long edge : new long[] {-60_001, -60_000, -1, 0, 1, 59_999, 60_000, 24_999, 25_000, -35_001, -35_000}) {
            edits.add(edits.size() / 2, new Edit(0, edge, "edge", "u", 1));
        }
        return edits;
    }

    private static long watermark(List<Edit> edits) {
        return LongStream.range(0, 2)
                        .map(partition -> edits.stream()
                                .filter(edit -> edit.partition() == partition)
                                .mapToLong(Edit::time)
                                .max()
                                .orElseThrow())
                        .min()
                        .orElseThrow()
                - OUT_OF_ORDERNESS;
    }

    /** @param goneUpTo windows that end at or before it are left out */
    private static Map<String, List<String>> expected(View view, List<Edit> edits, long goneUpTo) {
        Map<String, List<String>> rows = new TreeMap<>();
        view.starts().filter(start -> start + view.size() > goneUpTo).forEach(start -> {
            Map<String, List<Edit>> byChannel = new TreeMap<>();
            for (Edit edit : edits) {
                if (start <= edit.time() && edit.time() < start + view.size()) {
                    byChannel
                            .computeIfAbsent(edit.channel(), channel -> new ArrayList<>())
                            .add(edit);
                }
            }
            byChannel.forEach((channel, members) -> rows.put(
                    start + "|" + channel,
                    List.of(
                            String.valueOf(members.size()),
                            PlainEvaluation.text(
                                    members.stream().mapToLong(Edit::added).sum()),
                            String.valueOf(new TreeSet<>(
                                            members.stream().map(Edit::user).toList())
                                    .size()))));
        });
        return rows;
    }
}
