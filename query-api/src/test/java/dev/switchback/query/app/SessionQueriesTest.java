package dev.switchback.query.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.zaxxer.hikari.HikariDataSource;
import dev.switchback.query.request.InstantText;
import dev.switchback.views.VersionId;
import dev.switchback.views.history.HistoryNames;
import dev.switchback.views.live.LiveKeys;
import dev.switchback.views.live.LiveSession;
import dev.switchback.views.plan.ViewPlan;
import dev.switchback.views.postgres.PostgresPool;
import dev.switchback.views.postgres.PostgresSessionProgress;
import dev.switchback.views.redis.RedisConnection;
import dev.switchback.views.session.CutMark;
import dev.switchback.views.session.SessionMark;
import io.lettuce.core.cluster.api.sync.RedisClusterCommands;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Queries over a view of sessions, whose table holds older revisions and deleted sessions too; times lie around the epoch. */
class SessionQueriesTest {
    private static final String MANIFEST = """
            pipeline: %s
            source:
              topic: edits
              event_time: time
              out_of_orderness: PT10S
              columns:
                time: TIMESTAMP(3)
                channel: VARCHAR
                user_name: VARCHAR
                added: BIGINT
            views:
              visits:
                sql: |
                  SELECT window_start, window_end, channel, user_name, COUNT(*) AS edits, SUM(added) AS added, MAX(added) AS largest
                  FROM TABLE(SESSION(TABLE %s PARTITION BY (channel, user_name), DESCRIPTOR(time), INTERVAL '10' MINUTE))
                  GROUP BY window_start, window_end, channel, user_name
                live: {retention: PT8H}
                history: {retention: P1D}
              minutes:
                sql: |
                  SELECT window_start, channel, COUNT(*) AS edits
                  FROM TABLE(TUMBLE(TABLE %s, DESCRIPTOR(time), INTERVAL '1' MINUTE)) GROUP BY window_start, channel
                live: {retention: PT1H}
            """;

    private static final long MINUTE = 60_000;
    private static final long HOUR = 60 * MINUTE;
    private static final long DAY = 24 * HOUR;
    private static final CutMark NO_CUT = new CutMark(0, OptionalInt.empty());
    private static final long NEWEST = 6 * HOUR + 7 * MINUTE;
    /** What the tables of sessions have reached, less the bound; the ledger is ahead of them. */
    private static final long WATERMARK = NEWEST - 5 * MINUTE - 10_000;

    private static final TestPipeline pipeline = new TestPipeline(MANIFEST);
    private static final Api api = new Api(pipeline.server());
    private static final List<Session> sessions = new ArrayList<>();

    private record Session(long start, long end, String channel, String user, long edits, long added, long largest) {
        String row(long revision, boolean deleted) {
            return "('%s', '%s', %s, %s, %d, %d, %d, %d, %d, %d, 0)"
                    .formatted(
                            channel,
                            user,
                            time(start),
                            time(end),
                            edits,
                            added,
                            largest,
                            edits,
                            revision,
                            deleted ? 1 : 0);
        }

        private static String time(long millis) {
            return "fromUnixTimestamp64Milli(" + millis + ", 'UTC')";
        }

        String text() {
            return String.join("|", "" + start, "" + end, channel, user, "" + edits, "" + added, "" + largest);
        }

        Session with(long otherEnd, long otherEdits) {
            return new Session(start, otherEnd, channel, user, otherEdits, added - 7, largest + 9);
        }
    }

    @BeforeAll
    static void write() {
        VersionId version = pipeline.version("");
        Random random = new Random(83);
        List<String> rows = new ArrayList<>();
        for (int key = 0; key < 40; key++) {
            long time = -21 * HOUR + random.nextInt(60) * MINUTE;
            while (time < NEWEST) {
                long end = time + 10 * MINUTE + random.nextInt(90) * MINUTE;
                Session session = new Session(
                        time,
                        end,
                        "c" + key % 5,
                        "u" + key / 5,
                        1 + random.nextInt(50),
                        random.nextInt(1_000) - 200,
                        random.nextInt(300));
                long revision = 1_000L + random.nextInt(1_000);
                rows.add(session.row(revision, false));
                rows.add(session.with(end - 5 * MINUTE, 1).row(revision - random.nextInt(500) - 1, false));
                if (random.nextInt(4) == 0) {
                    rows.add(session.with(time, 0).row(revision + 1, true));
                } else {
                    sessions.add(session);
                }
                time = end + 1 + random.nextInt(240) * MINUTE;
            }
        }
        Collections.shuffle(rows, random);
        for (int from = 0; from < rows.size(); from += 100) {
            pipeline.run("INSERT INTO " + HistoryNames.table(version, "visits")
                    + " (channel, user_name, window_start, window_end, s0, s1_delta, s2, _events, _revision, _deleted, _cut) VALUES "
                    + String.join(", ", rows.subList(from, Math.min(rows.size(), from + 100))));
        }
        pipeline.settle(version, NEWEST);
        try (HikariDataSource pool = PostgresPool.open(pipeline.engines.postgres(), 1)) {
            PostgresSessionProgress progress = new PostgresSessionProgress(pool);
            progress.begin(version, 2);
            progress.record(version, 0, Map.of(0, new SessionMark(1, OptionalLong.of(NEWEST))), NO_CUT);
            progress.record(version, 1, Map.of(0, new SessionMark(1, OptionalLong.of(NEWEST - 5 * MINUTE))), NO_CUT);
        }
        writeLive(version);
        pipeline.switchTo(version);
    }

    /** Two partitions of the topic of sessions have brought all sessions, a third key of the marks tells that there are two. */
    private static void writeLive(VersionId version) {
        ViewPlan.Aggregate view = (ViewPlan.Aggregate) pipeline.plan().views().getFirst();
        try (RedisConnection connection = pipeline.redis.connect()) {
            RedisClusterCommands<String, String> redis = connection.sync();
            for (int shard = 0; shard < TestPipeline.LIVE_SHARDS; shard++) {
                LiveKeys keys = new LiveKeys(version, shard);
                redis.hset(keys.marks(), "0", "1");
                redis.hset(keys.times(), "0", String.valueOf(NEWEST));
                redis.hset(keys.sessionMarks(), Map.of("n", "2", "0", "7", "1", "9"));
            }
            for (Session session : sessions) {
                String group = "[\"" + session.channel() + "\",\"" + session.user() + "\"]";
                LiveKeys keys = new LiveKeys(version, LiveKeys.shardOf(group, TestPipeline.LIVE_SHARDS));
                String text = LiveSession.text(
                        view,
                        session.end(),
                        List.of(session.edits(), BigDecimal.valueOf(session.added()), session.largest()));
                redis.hset(keys.sessions("visits", group), String.valueOf(session.start()), text);
                redis.zadd(
                        keys.sessionEnds("visits", (int) (session.edits() % 2)),
                        (double) session.end(),
                        session.start() + "|" + group);
            }
        }
    }

    @AfterAll
    static void close() {
        pipeline.close();
    }

    private static Api.Reply ask(String... parameters) {
        return api.ask("/v1/" + pipeline.name + "/visits", parameters);
    }

    private static List<Session> visible(Predicate<Session> which) {
        return sessions.stream()
                .filter(session -> session.end() > WATERMARK - DAY)
                .filter(which)
                .sorted(Comparator.comparingLong(Session::start)
                        .thenComparing(Session::channel)
                        .thenComparing(Session::user))
                .toList();
    }

    private static List<String> texts(Api.Reply reply) {
        List<String> texts = new ArrayList<>();
        for (JsonNode row : reply.rows()) {
            texts.add(new Session(
                            millis(row, "window_start"),
                            millis(row, "window_end"),
                            row.get("channel").asString(),
                            row.get("user_name").asString(),
                            row.get("edits").asLong(),
                            row.get("added").asLong(),
                            row.get("largest").asLong())
                    .text());
        }
        return texts;
    }

    private static long millis(JsonNode row, String column) {
        return Instant.parse(row.get(column).asString()).toEpochMilli();
    }

    @Test
    @DisplayName("a row per session that stands, by its newest revision, without those past the retention")
    void rowsPerSession() {
        List<Session> expected = visible(session -> true);
        assertTrue(expected.size() < sessions.size() && expected.size() > 100, expected.size() + " sessions");
        Api.Reply reply = ask("limit", "10000");
        assertEquals(expected.stream().map(Session::text).toList(), texts(reply));
        assertEquals(
                InstantText.format(WATERMARK), reply.json().get("watermark").asString());
        assertEquals(
                visible(session -> session.channel().equals("c3") && session.start() >= 0 && session.start() < 3 * HOUR)
                        .stream()
                        .map(Session::text)
                        .toList(),
                texts(ask("channel", "c3", "from", "1970-01-01T00:00:00Z", "to", "1970-01-01T03:00:00Z")));
        assertEquals(
                visible(session -> session.user().equals("u2")).stream()
                        .sorted(Comparator.comparingLong(Session::edits).reversed())
                        .limit(5)
                        .map(Session::edits)
                        .toList(),
                edits(ask("user_name", "u2", "order_by", "-edits", "measures", "edits", "limit", "5")));
    }

    private static List<Long> edits(Api.Reply reply) {
        List<Long> edits = new ArrayList<>();
        reply.rows().forEach(row -> edits.add(row.get("edits").asLong()));
        assertTrue(reply.json().get("truncated").asBoolean(), reply.json().toString());
        return edits;
    }

    @ParameterizedTest
    @CsvSource({
        "PT1H, 'channel'",
        "PT1H, ''",
        "PT7M, 'user_name'",
        "P1D, 'channel,user_name'",
        "all, 'channel'",
        "all, ''"
    })
    @DisplayName("a session counts whole in the step in which it begins, over fewer keys too")
    void steps(String step, String groupBy) {
        long length = switch (step) {
            case "PT1H" -> HOUR;
            case "PT7M" -> 7 * MINUTE;
            default -> DAY;
        };
        Function<Session, String> group =
                session -> (step.equals("all") ? "" : Math.floorDiv(session.start(), length) * length + "|")
                        + (groupBy.contains("channel") ? session.channel() : "")
                        + (groupBy.contains("user_name") ? session.user() : "");
        Map<String, List<Long>> expected = new TreeMap<>(visible(session -> true).stream()
                .collect(Collectors.groupingBy(
                        group, Collectors.collectingAndThen(Collectors.toList(), SessionQueriesTest::measures))));
        Map<String, List<Long>> found = new TreeMap<>();
        for (JsonNode row :
                ask("step", step, "group_by", groupBy, "limit", "100000").rows()) {
            String start = step.equals("all") ? "" : millis(row, "window_start") + "|";
            String keys =
                    row.path("channel").asString("") + row.path("user_name").asString("");
            assertTrue(!row.has("window_end"), "of several sessions there is no end: " + row);
            found.put(
                    start + keys,
                    List.of(
                            row.get("edits").asLong(),
                            row.get("added").asLong(),
                            row.get("largest").asLong()));
        }
        assertEquals(expected, found);
    }

    private static List<Long> measures(List<Session> group) {
        return List.of(
                group.stream().mapToLong(Session::edits).sum(),
                group.stream().mapToLong(Session::added).sum(),
                group.stream().mapToLong(Session::largest).max().orElseThrow());
    }

    @ParameterizedTest
    @CsvSource({
        "complete, flag, unsupported_parameter, compare window_end with the answer's watermark",
        "complete, only, unsupported_parameter, compare window_end with the answer's watermark",
        "step, soon, invalid_parameter, leave it out for a row per session",
        "step, PT0S, invalid_parameter, leave it out for a row per session",
        "step, PT0.0001S, invalid_parameter, leave it out for a row per session",
        "group_by, page, unknown_dimension, has no dimension",
        "order_by, window_end, invalid_parameter, cannot be ordered by"
    })
    void refusals(String parameter, String value, String code, String detail) {
        Api.Reply reply = ask(parameter, value);
        assertEquals(code, reply.code());
        assertTrue(
                Objects.toString(reply.json().get("detail")).contains(detail),
                reply.json().toString());
    }

    @ParameterizedTest
    @CsvSource({"c1, u3, 1", "c1, u3, 4", "c2, '', 2", "'', u5, 3", "'', '', 1", "'', '', 2000"})
    @DisplayName("live, the latest sessions of every key asked for, within the retention")
    void latestSessions(String channel, String user, int windows) {
        List<String> parameters = new ArrayList<>(List.of("windows", "" + windows, "limit", "100000"));
        if (!channel.isEmpty()) {
            parameters.addAll(List.of("channel", channel));
        }
        if (!user.isEmpty()) {
            parameters.addAll(List.of("user_name", user));
        }
        Map<String, List<Session>> keys = sessions.stream()
                .filter(session -> session.end() > WATERMARK - 8 * HOUR)
                .filter(session -> channel.isEmpty() || session.channel().equals(channel))
                .filter(session -> user.isEmpty() || session.user().equals(user))
                .collect(Collectors.groupingBy(session -> session.channel() + session.user()));
        List<String> expected = keys.values().stream()
                .flatMap(all -> all.stream()
                        .sorted(Comparator.comparingLong(Session::start).reversed())
                        .limit(windows))
                .sorted(Comparator.comparingLong(Session::start)
                        .reversed()
                        .thenComparing(Session::channel)
                        .thenComparing(Session::user))
                .map(Session::text)
                .toList();
        assertTrue(!expected.isEmpty());
        Api.Reply reply = api.ask("/v1/" + pipeline.name + "/visits/live", parameters.toArray(String[]::new));
        assertEquals(expected, texts(reply));
        assertEquals(
                InstantText.format(WATERMARK), reply.json().get("watermark").asString());
    }

    @Test
    @DisplayName("while a partition's sessions are written again, there is no live answer")
    void rebuilding() {
        VersionId version = new VersionId(pipeline.name, 1);
        try (RedisConnection connection = pipeline.redis.connect()) {
            String marks = new LiveKeys(version, 1).sessionMarks();
            connection.sync().hdel(marks, "1");
            Api.Reply reply = api.ask("/v1/" + pipeline.name + "/visits/live", "channel", "c1", "user_name", "u1");
            connection.sync().hset(marks, "1", "9");
            assertEquals("live_rebuilding", reply.code());
            assertEquals(503, reply.status());
        }
    }

    @Test
    void whatLiveRefuses() {
        Api.Reply top = api.ask("/v1/" + pipeline.name + "/visits/top");
        assertEquals("unknown_measure", top.code());
        assertTrue(
                top.json().toString().contains("has no leaderboards"),
                top.json().toString());
        assertEquals(
                "unsupported_parameter",
                api.ask("/v1/" + pipeline.name + "/visits/live", "complete", "flag")
                        .code());
        assertEquals(
                "invalid_parameter",
                api.ask("/v1/" + pipeline.name + "/visits/live", "windows", "0").code());
    }
}
