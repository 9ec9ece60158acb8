package dev.switchback.query.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.switchback.query.request.InstantText;
import dev.switchback.views.VersionId;
import dev.switchback.views.history.HistoryNames;
import dev.switchback.views.live.LiveKeys;
import dev.switchback.views.redis.RedisConnection;
import io.lettuce.core.cluster.api.sync.RedisClusterCommands;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.LongPredicate;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Queries over windows that overlap or have an offset, and what they say of complete windows; the events lie around the epoch. */
class WindowQueriesTest {
    private static final String MANIFEST = """
            pipeline: %s
            source:
              topic: edits
              event_time: time
              out_of_orderness: PT10S
              columns:
                time: TIMESTAMP(3)
                channel: VARCHAR
            views:
              sliding:
                sql: |
                  SELECT window_start, channel, COUNT(*) AS edits
                  FROM TABLE(HOP(TABLE %s, DESCRIPTOR(time), INTERVAL '15' MINUTE, INTERVAL '1' HOUR, INTERVAL '5' MINUTE))
                  GROUP BY window_start, channel
                live: {retention: PT3H, top: [edits]}
              uneven:
                sql: |
                  SELECT window_start, channel, COUNT(*) AS edits
                  FROM TABLE(HOP(TABLE %s, DESCRIPTOR(time), INTERVAL '25' MINUTE, INTERVAL '1' HOUR))
                  GROUP BY window_start, channel
                live: {retention: PT3H, top: [edits]}
              shifted:
                sql: |
                  SELECT window_start, channel, COUNT(*) AS edits
                  FROM TABLE(TUMBLE(TABLE %s, DESCRIPTOR(time), INTERVAL '1' HOUR, INTERVAL '20' MINUTE))
                  GROUP BY window_start, channel
              named:
                sql: |
                  SELECT window_start, channel AS complete, COUNT(*) AS edits
                  FROM TABLE(TUMBLE(TABLE %s, DESCRIPTOR(time), INTERVAL '1' HOUR))
                  GROUP BY window_start, channel
              always:
                sql: SELECT channel, COUNT(*) AS edits FROM %s GROUP BY channel
                live: {retention: PT3H, top: [edits]}
              log:
                sql: SELECT time, channel FROM %s
            """;

    private static final long MINUTE = 60_000;
    private static final long HOUR = 60 * MINUTE;
    private static final long FROM = -5 * HOUR;
    /** The newest event; the watermark is ten seconds behind it. */
    private static final long NEWEST = 4 * HOUR + 17 * MINUTE;

    private static final long WATERMARK = NEWEST - 10_000;
    private static final long RETENTION = 3 * HOUR;

    private static final TestPipeline pipeline = new TestPipeline(MANIFEST);
    private static final List<Edit> events = new ArrayList<>();
    private static final Api api = new Api(pipeline.server());

    private record Edit(long time, String channel) {}

    private record Windows(String view, long size, long slide, long offset) {
        LongStream starts() {
            return LongStream.rangeClosed(-12 * HOUR / slide, 12 * HOUR / slide).map(n -> offset + n * slide);
        }

        Map<String, Long> counts(long start) {
            return channels(time -> start <= time && time < start + size);
        }
    }

    private static final Windows SLIDING = new Windows("sliding", HOUR, 15 * MINUTE, 5 * MINUTE);
    private static final Windows UNEVEN = new Windows("uneven", HOUR, 25 * MINUTE, 0);
    private static final Windows SHIFTED = new Windows("shifted", HOUR, HOUR, 20 * MINUTE);
    private static final Windows NAMED = new Windows("named", HOUR, HOUR, 0);

    @BeforeAll
    static void write() {
        Random random = new Random(81);
        for (int i = 0; i < 800; i++) {
            events.add(new Edit(
                    i == 0 ? NEWEST : FROM + (long) (random.nextDouble() * (NEWEST - FROM)), "c" + random.nextInt(5)));
        }
        VersionId version = pipeline.version("");
        history(version);
        try (RedisConnection connection = pipeline.redis.connect()) {
            live(version, connection.sync());
        }
        pipeline.settle(version, NEWEST);
        pipeline.switchTo(version);
    }

    private static void history(VersionId version) {
        for (Windows windows : List.of(SLIDING, UNEVEN, SHIFTED, NAMED)) {
            List<String> rows = new ArrayList<>();
            windows.starts()
                    .forEach(start -> windows.counts(start)
                            .forEach((channel, edits) ->
                                    rows.add("('%s', fromUnixTimestamp64Milli(%d, 'UTC'), %d, %d, 0)"
                                            .formatted(channel, start, edits, edits))));
            String dimension = windows.equals(NAMED) ? "complete" : "channel";
            pipeline.run("INSERT INTO " + HistoryNames.table(version, windows.view()) + " (" + dimension
                    + ", window_start, s0, _events, _cut) VALUES " + String.join(", ", rows));
        }
    }

    private static void live(VersionId version, RedisClusterCommands<String, String> redis) {
        for (int shard = 0; shard < TestPipeline.LIVE_SHARDS; shard++) {
            redis.hset(new LiveKeys(version, shard).times(), "0", String.valueOf(NEWEST));
            redis.hset(new LiveKeys(version, shard).marks(), "0", String.valueOf(events.size()));
        }
        for (Windows windows : List.of(SLIDING, UNEVEN)) {
            windows.starts()
                    .filter(start -> start + HOUR > WATERMARK - RETENTION)
                    .forEach(start -> windows.counts(start).forEach((channel, edits) -> {
                        String group = "[\"" + channel + "\"]";
                        LiveKeys keys = new LiveKeys(version, LiveKeys.shardOf(group, TestPipeline.LIVE_SHARDS));
                        String name = String.valueOf(start);
                        redis.zadd(keys.windows(windows.view()), (double) start, name);
                        redis.hset(keys.groups(windows.view(), name), "0|" + group, String.valueOf(edits));
                        redis.zadd(keys.ranking(windows.view(), name, "edits"), (double) -edits, group);
                    }));
        }
    }

    @AfterAll
    static void close() {
        pipeline.close();
    }

    private static Map<String, Long> channels(LongPredicate in) {
        return events.stream()
                .filter(event -> in.test(event.time()))
                .collect(Collectors.groupingBy(Edit::channel, TreeMap::new, Collectors.counting()));
    }

    /** Rows per bucket of time, each event in the one bucket that holds it: {@code start|channel} → count. */
    private static Map<String, Long> buckets(long length, long offset, LongPredicate in) {
        return events.stream()
                .filter(event -> in.test(event.time()))
                .collect(Collectors.groupingBy(
                        event -> event.time() - Math.floorMod(event.time() - offset, length) + "|" + event.channel(),
                        TreeMap::new,
                        Collectors.counting()));
    }

    private static Map<String, Long> windows(Windows windows, LongPredicate starts) {
        Map<String, Long> rows = new TreeMap<>();
        windows.starts()
                .filter(starts)
                .forEach(start ->
                        windows.counts(start).forEach((channel, edits) -> rows.put(start + "|" + channel, edits)));
        return rows;
    }

    private static Map<String, Long> rows(Api.Reply reply) {
        Map<String, Long> rows = new TreeMap<>();
        for (JsonNode row : reply.rows()) {
            JsonNode start = row.get("window_start");
            String key = (start == null ? "" : Instant.parse(start.asString()).toEpochMilli() + "|")
                    + row.get("channel").asString();
            assertEquals(null, rows.put(key, row.get("edits").asLong()), key);
        }
        return rows;
    }

    private static Api.Reply ask(String view, String... parameters) {
        return api.ask("/v1/" + pipeline.name + "/" + view, parameters);
    }

    @Test
    void aRowPerWindowIsTheDefault() {
        for (Windows windows : List.of(SLIDING, UNEVEN, SHIFTED)) {
            assertEquals(windows(windows, start -> true), rows(ask(windows.view())), windows.view());
        }
        assertEquals(
                windows(SLIDING, start -> start >= -HOUR + 5 * MINUTE && start < 20 * MINUTE),
                rows(ask("sliding", "from", "1969-12-31T23:05:00Z", "to", "1970-01-01T00:20:00Z")),
                "a row belongs to the range by its window's start");
    }

    @ParameterizedTest
    @CsvSource({
        "sliding, PT1H, 60, 5",
        "sliding, PT3H, 180, 5",
        "shifted, PT1H, 60, 20",
        "shifted, PT2H, 120, 20",
        "shifted, P1D, 1440, 20"
    })
    void largerStepsCountEveryEventOnce(String view, String step, long minutes, long offset) {
        assertEquals(buckets(minutes * MINUTE, offset * MINUTE, time -> true), rows(ask(view, "step", step)));
    }

    @Test
    void theWholeRangeCountsEveryEventOnce() {
        for (String view : List.of("sliding", "shifted")) {
            assertEquals(channels(time -> true), rows(ask(view, "step", "all")));
        }
        assertEquals(
                channels(time -> time >= -2 * HOUR + 5 * MINUTE && time < HOUR + 5 * MINUTE),
                rows(ask("sliding", "step", "all", "from", "1969-12-31T22:05:00Z", "to", "1970-01-01T01:05:00Z")));
        assertEquals(
                buckets(2 * HOUR, 20 * MINUTE, time -> time >= -HOUR + 20 * MINUTE && time < HOUR + 20 * MINUTE),
                rows(ask("shifted", "step", "PT2H", "from", "1969-12-31T23:20:00Z", "to", "1970-01-01T01:20:00Z")));
    }

    @ParameterizedTest
    @CsvSource({
        "sliding, PT15M, overlapping_windows, multiples of the windows' size of PT1H",
        "sliding, PT90M, overlapping_windows, multiples of the windows' size of PT1H",
        "uneven,  PT1H,  overlapping_windows, leave step out",
        "uneven,  all,   overlapping_windows, leave step out",
        "shifted, PT90M, invalid_parameter,   multiple of the view's window",
        "sliding, soon,  invalid_parameter,   multiple of the view's window"
    })
    void stepsThatWouldCountTwiceAreRefused(String view, String step, String code, String detail) {
        Api.Reply reply = ask(view, "step", step);
        assertEquals(code, reply.code());
        assertEquals(400, reply.status());
        assertTrue(
                reply.json().get("detail").asString().contains(detail),
                reply.json().toString());
        assertEquals("step", reply.json().get("parameter").asString());
    }

    @Test
    void endsOfTheRangeLieWhereRowsOfTheStepBegin() {
        Api.Reply reply = ask("shifted", "from", "1970-01-01T00:00:00Z");
        assertEquals("invalid_parameter", reply.code());
        assertEquals(
                "[\"1969-12-31T23:20:00.000Z\",\"1970-01-01T00:20:00.000Z\"]",
                reply.json().get("nearest").toString());
        assertEquals(
                "invalid_parameter",
                ask("sliding", "to", "1970-01-01T00:20:00Z", "step", "all").code(),
                "the window there begins at none that touch");
    }

    @ParameterizedTest
    @CsvSource({"sliding, '', 60", "sliding, PT1H, 60", "sliding, PT3H, 180", "shifted, '', 60", "shifted, PT2H, 120"})
    void aRowIsCompleteWhenItsLastWindowEndsByTheWatermark(String view, String step, long minutes) {
        String[] plain = step.isEmpty() ? new String[] {} : new String[] {"step", step};
        Map<String, Long> all = rows(ask(view, plain));
        Map<String, Long> complete = new TreeMap<>(all);
        complete.keySet()
                .removeIf(key -> Long.parseLong(key.substring(0, key.indexOf('|'))) + minutes * MINUTE > WATERMARK);
        assertTrue(complete.size() < all.size() && !complete.isEmpty());

        Api.Reply flagged = ask(view, with(plain, "complete", "flag"));
        assertEquals(all, rows(flagged));
        for (JsonNode row : flagged.rows()) {
            long end = Instant.parse(row.get("window_start").asString()).toEpochMilli() + minutes * MINUTE;
            assertEquals(end <= WATERMARK, row.get("complete").asBoolean(), row.toString());
        }
        assertEquals(complete, rows(ask(view, with(plain, "complete", "only"))));
        assertEquals(
                InstantText.format(WATERMARK), flagged.json().get("watermark").asString());
    }

    @Test
    void aWholeRangeIsCompleteWhenTheWatermarkHasReachedItsEnd() {
        String[] past = {"step", "all", "group_by", "", "to", "1970-01-01T03:05:00Z"};
        String[] future = {"step", "all", "group_by", "", "to", "1970-01-01T05:05:00Z"};
        assertEquals("true", flag(ask("sliding", with(past, "complete", "flag"))));
        assertEquals("false", flag(ask("sliding", with(future, "complete", "flag"))));
        assertEquals("false", flag(ask("sliding", "step", "all", "group_by", "", "complete", "flag")));
        assertEquals(1, ask("sliding", with(past, "complete", "only")).rows().size());
        assertEquals(0, ask("sliding", with(future, "complete", "only")).rows().size());
        assertEquals(
                "invalid_parameter",
                ask("sliding", "step", "all", "complete", "only").code());
    }

    private static String flag(Api.Reply reply) {
        assertEquals(1, reply.rows().size());
        return reply.rows().get(0).get("complete").toString();
    }

    @Test
    void completenessIsRefusedWhereItMeansNothing() {
        assertEquals("unsupported_parameter", ask("always", "complete", "flag").code());
        assertEquals("unsupported_parameter", ask("log", "complete", "only").code());
        assertEquals(
                "unsupported_parameter", ask("always/live", "complete", "only").code());
        assertEquals(
                "unsupported_parameter", ask("always/top", "complete", "flag").code());
        assertEquals("invalid_parameter", ask("sliding", "complete", "true").code());
        assertEquals("invalid_parameter", ask("sliding", "complete", "").code());
    }

    @Test
    void aDimensionOfThatNameIsFilteredByItsLongName() {
        assertEquals("unsupported_parameter", ask("named", "complete", "flag").code());
        Map<String, Long> expected = windows(NAMED, start -> start + HOUR <= WATERMARK).entrySet().stream()
                .filter(row -> row.getKey().endsWith("c2"))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        JsonNode rows = ask("named", "complete", "only", "is.complete", "c2").rows();
        assertEquals(expected.size(), rows.size());
        rows.forEach(row -> assertEquals("c2", row.get("complete").asString()));
    }

    @Test
    void liveRowsSayWhetherTheirWindowIsComplete() {
        Api.Reply flagged = ask("sliding/live", "windows", "100", "complete", "flag");
        assertEquals(windows(SLIDING, start -> start + HOUR > WATERMARK - RETENTION), rows(flagged));
        for (JsonNode row : flagged.rows()) {
            long end = Instant.parse(row.get("window_start").asString()).toEpochMilli() + HOUR;
            assertEquals(end <= WATERMARK, row.get("complete").asBoolean(), row.toString());
        }
        long newest = SLIDING.starts()
                .filter(start -> start + HOUR <= WATERMARK)
                .max()
                .orElseThrow();
        assertEquals(windows(SLIDING, start -> start == newest), rows(ask("sliding/live", "complete", "only")));
    }

    @Test
    void aLeaderboardOverSeveralWindowsTakesThoseThatTouch() {
        long newest = SLIDING.starts().filter(start -> start <= NEWEST).max().orElseThrow();
        long complete = SLIDING.starts()
                .filter(start -> start + HOUR <= WATERMARK)
                .max()
                .orElseThrow();
        assertEquals(
                channels(time -> time >= newest - 2 * HOUR && time < newest + HOUR),
                rows(ask("sliding/top", "windows", "3")));
        assertEquals(
                channels(time -> time >= complete - HOUR && time < complete + HOUR),
                rows(ask("sliding/top", "windows", "2", "complete", "only")));
        assertEquals(windows(SLIDING, start -> start == newest), rows(ask("sliding/top")));
        ask("sliding/top", "windows", "3", "complete", "flag")
                .rows()
                .forEach(row -> assertEquals("false", row.get("complete").toString()));
        ask("sliding/top", "complete", "only")
                .rows()
                .forEach(row -> assertEquals(
                        InstantText.format(complete), row.get("window_start").asString()));
        long oldest = SLIDING.starts()
                .filter(start -> start + HOUR > WATERMARK - RETENTION)
                .min()
                .orElseThrow();
        long tiles = 1 + (newest - oldest) / HOUR;
        assertEquals(
                channels(time -> time >= newest - (tiles - 1) * HOUR && time < newest + HOUR),
                rows(ask("sliding/top", "windows", "50")),
                "as far back as the retention shows");
    }

    @Test
    void aLeaderboardOverWindowsThatNeverTouchIsRefused() {
        assertEquals("overlapping_windows", ask("uneven/top", "windows", "2").code());
        long newest = UNEVEN.starts().filter(start -> start <= NEWEST).max().orElseThrow();
        assertEquals(windows(UNEVEN, start -> start == newest), rows(ask("uneven/top", "windows", "1")));
    }

    private static String[] with(String[] parameters, String... more) {
        List<String> all = new ArrayList<>(List.of(parameters));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }
}
