package dev.switchback.query.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.switchback.query.request.InstantText;
import dev.switchback.views.VersionId;
import dev.switchback.views.ledger.Counts;
import dev.switchback.views.ledger.LedgerKey;
import dev.switchback.views.live.LiveKeys;
import dev.switchback.views.plan.ViewPlan;
import dev.switchback.views.redis.RedisConnection;
import io.lettuce.core.cluster.api.sync.RedisClusterCommands;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Every answer's watermark, above all the live store's where its shards know different things. */
class WatermarksTest {
    private static final long START = Instant.parse("2015-09-12T13:00:00Z").toEpochMilli();
    private static final long BOUND = 10_000;
    private static final long MINUTE = 60_000;
    private static final List<String> LIVE =
            List.of("/edits/live", "/edits/top?by=edits", "/totals/live", "/totals/top");
    private static final List<String> HISTORY = List.of("/edits", "/totals", "/log", "/shout");

    private static final TestPipeline pipeline = new TestPipeline();
    private static final Api api = new Api(pipeline.server());
    private static final RedisConnection connection = pipeline.redis.connect();
    private static VersionId version = new VersionId(pipeline.name, 1);

    @BeforeAll
    static void provision() {
        version = pipeline.version("");
        pipeline.switchTo(version);
        ViewPlan.Aggregate edits = (ViewPlan.Aggregate) pipeline.plan().views().get(0);
        for (int shard = 0; shard < TestPipeline.LIVE_SHARDS; shard++) {
            redis().hset(keys(shard).marks(), Map.of("0", "1", "1", "1"));
        }
        WrittenLive live = new WrittenLive(version, connection.sync(), TestPipeline.LIVE_SHARDS);
        for (int minute = 0; minute < 20; minute++) {
            live.edits(edits, List.of(new Event(START + minute * MINUTE, "c" + minute, true, "u", 1L, BigDecimal.ONE)));
        }
    }

    @AfterAll
    static void close() {
        connection.close();
        pipeline.close();
    }

    @BeforeEach
    @AfterEach
    void forgetTimes() {
        for (int shard = 0; shard < TestPipeline.LIVE_SHARDS; shard++) {
            LiveKeys keys = keys(shard);
            redis().del(keys.times(), keys.idle(), keys.horizon());
        }
    }

    private static RedisClusterCommands<String, String> redis() {
        return connection.sync();
    }

    private static LiveKeys keys(int shard) {
        return new LiveKeys(version, shard);
    }

    private static void times(int shard, Map<String, Long> times) {
        times.forEach((partition, time) -> redis().hset(keys(shard).times(), partition, String.valueOf(time)));
    }

    private static void timesOfAll(Map<String, Long> times) {
        for (int shard = 0; shard < TestPipeline.LIVE_SHARDS; shard++) {
            times(shard, times);
        }
    }

    private static JsonNode watermark(String path) {
        Api.Reply reply = api.get("/v1/" + pipeline.name + path);
        assertEquals(200, reply.status(), reply.response().body());
        assertTrue(reply.json().has("watermark"), reply.response().body());
        return reply.json().get("watermark");
    }

    private static void assertLive(long expected) {
        for (String path : LIVE) {
            assertEquals(InstantText.format(expected - BOUND), watermark(path).asString(), path);
        }
    }

    private static void assertNoneLive() {
        LIVE.forEach(path -> assertTrue(watermark(path).isNull(), path));
    }

    private static List<String> windows() {
        return api.get("/v1/" + pipeline.name + "/edits/live?windows=2000")
                .rows()
                .valueStream()
                .map(row -> row.get("window_start").asString())
                .distinct()
                .toList();
    }

    @Test
    @DisplayName(
            "Every kind of answer has a watermark: null before the first event, and an idle partition does not hold it back")
    void historicalAnswers() {
        HISTORY.forEach(path -> assertTrue(watermark(path).isNull(), path));
        assertNoneLive();
        pipeline.settle(version, START);
        pipeline.ledger.create(version, Map.of(1, 0L), 4);
        settle(1, START + 7 * MINUTE);
        awaitHistory(START);
        pipeline.ledger.markIdle(new LedgerKey(version, 0), 1, true);
        awaitHistory(START + 7 * MINUTE);
        pipeline.ledger.markIdle(new LedgerKey(version, 1), 1, true);
        awaitHistory(START + 7 * MINUTE);
        pipeline.ledger.markIdle(new LedgerKey(version, 0), 1, false);
        awaitHistory(START);
    }

    private static void settle(int partition, long time) {
        LedgerKey key = new LedgerKey(version, partition);
        pipeline.ledger.claim(key, 0, 1);
        pipeline.ledger.settle(key, 0, 1, new Counts(1, 0, 0, 0, 0, List.of(1L, 1L, 1L, 1L)), OptionalLong.of(time));
    }

    /** Query servers read the ledger again some times a second. */
    private static void awaitHistory(long expected) {
        String text = InstantText.format(expected - BOUND);
        long deadline = System.nanoTime() + Duration.ofSeconds(90).toNanos();
        for (String path : HISTORY) {
            while (!text.equals(watermark(path).asString(""))) {
                assertTrue(System.nanoTime() < deadline, path + " says " + watermark(path) + ", not " + text);
                LockSupport.parkNanos(20_000_000);
            }
        }
    }

    @Test
    @DisplayName(
            "The live watermark is that of the shard that knows least, and null while a shard knows nothing of a partition")
    void shardsThatDiffer() {
        timesOfAll(Map.of("0", START + 15 * MINUTE, "1", START + 18 * MINUTE));
        assertLive(START + 15 * MINUTE);
        times(1, Map.of("0", START + 14 * MINUTE));
        assertLive(START + 14 * MINUTE);
        times(2, Map.of("1", START + 13 * MINUTE));
        assertLive(START + 13 * MINUTE);
        redis().hdel(keys(0).times(), "1");
        assertNoneLive();
        redis().del(keys(1).times());
        assertNoneLive();
    }

    @Test
    @DisplayName("A partition is idle for a live answer if every shard says so; if all are idle the newest counts")
    void idle() {
        timesOfAll(Map.of("0", START + 3 * MINUTE, "1", START + 9 * MINUTE));
        redis().sadd(keys(0).idle(), "0");
        redis().sadd(keys(1).idle(), "0");
        assertLive(START + 3 * MINUTE);
        redis().sadd(keys(2).idle(), "0");
        assertLive(START + 9 * MINUTE);
        for (int shard = 0; shard < TestPipeline.LIVE_SHARDS; shard++) {
            redis().sadd(keys(shard).idle(), "1", "77");
        }
        assertLive(START + 9 * MINUTE);
    }

    @Test
    @DisplayName(
            "Windows that some shard may have evicted are not shown, also after the watermark has fallen or is unknown")
    void horizon() {
        assertEquals(20, windows().size(), "nothing is hidden where no time is known");
        timesOfAll(Map.of("0", START + 12 * MINUTE));
        // Retention is ten minutes: what ends at or before 1:50 less ten seconds is out.
        assertEquals(InstantText.format(START + MINUTE), windows().getLast());
        redis().set(keys(1).horizon(), String.valueOf(START + 15 * MINUTE));
        assertEquals(InstantText.format(START + 5 * MINUTE), windows().getLast());
        assertLive(START + 12 * MINUTE);
        redis().del(keys(0).times());
        assertEquals(InstantText.format(START + 5 * MINUTE), windows().getLast());
    }
}
