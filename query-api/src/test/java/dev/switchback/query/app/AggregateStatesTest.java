package dev.switchback.query.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.switchback.views.Slot;
import dev.switchback.views.VersionId;
import dev.switchback.views.clickhouse.ClickHouseHistoryStore;
import dev.switchback.views.history.HistoryNames;
import dev.switchback.views.history.HistorySchema;
import dev.switchback.views.live.LiveKeys;
import dev.switchback.views.plan.PipelinePlan;
import dev.switchback.views.redis.RedisConnection;
import dev.switchback.views.state.Buckets;
import dev.switchback.views.state.Moments;
import io.lettuce.core.cluster.api.sync.RedisClusterCommands;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Queries over states that are more than a number: quantiles, variances, chosen values, and sums beyond their type. */
class AggregateStatesTest {
    private static final long FIRST = Instant.parse("2015-09-12T13:00:00Z").toEpochMilli();
    private static final long SECOND = FIRST + 60_000;
    private static final String MANIFEST = """
            pipeline: NAME
            source:
              topic: NAME
              event_time: t
              columns:
                t: TIMESTAMP(3)
                k: VARCHAR
                d: DOUBLE
                l: BIGINT
                b: BOOLEAN
                m: DECIMAL(38,2)
            views:
              v:
                sql: |
                  SELECT window_start, k, APPROX_QUANTILE(d, 0.5) AS p50, STDDEV_SAMP(d) AS sd, ARG_MAX(l, t) AS latest, BOOL_OR(b) AS any_b,
                    SUM(l) AS total, SUM(m) AS amount
                  FROM TABLE(TUMBLE(TABLE NAME, DESCRIPTOR(t), INTERVAL '1' MINUTE)) GROUP BY window_start, k
                live: {retention: PT1H, top: [latest, total]}
            """;

    private static final TestPipeline pipeline = new TestPipeline();
    private static final Api api = new Api(pipeline.server());
    private static VersionId version = new VersionId("none", 1);
    private static String view = "";

    /** What one group has in one window; the amount is in hundredths. */
    private record Cell(
            long window,
            String k,
            List<Double> d,
            @Nullable Long latest,
            long at,
            @Nullable Boolean b,
            String total,
            String amount) {}

    private static final String LARGEST_AMOUNT = "9".repeat(36) + ".99";
    private static final List<Cell> CELLS = List.of(
            new Cell(FIRST, "a", List.of(3.0, 1.0, 2.0), 5L, FIRST + 10, false, "5", "1.00"),
            new Cell(SECOND, "a", List.of(10.0), 4L, SECOND, true, "9223372036854775807", LARGEST_AMOUNT),
            new Cell(SECOND, "c", List.of(), null, 0, null, "1", "0.01"),
            new Cell(FIRST, "b", List.of(), 100L, FIRST + 30, null, "0", "2.00"),
            new Cell(SECOND, "b", List.of(), null, 0, null, "7", "0.00"));

    @BeforeAll
    static void write() {
        String text = MANIFEST.replace("NAME", pipeline.name);
        PipelinePlan plan = TestPipeline.plan(text);
        version = pipeline.catalog
                .register(pipeline.name, text, "0123456789abcdef".repeat(4), TestPipeline.LIVE_SHARDS)
                .version()
                .id();
        new ClickHouseHistoryStore(pipeline.clickHouse).provision(version, plan);
        pipeline.catalog.moveSlot(version, Slot.REGISTERED, Slot.SHADOW);
        String columns = HistorySchema.insertColumns(plan.views().getFirst()).stream()
                .map(column -> HistoryNames.quote(column.name()))
                .collect(Collectors.joining(", "));
        for (Cell cell : CELLS) {
            pipeline.run(
                    "INSERT INTO " + HistoryNames.table(version, "v") + " (" + columns + ") SELECT " + history(cell));
        }
        try (RedisConnection connection = pipeline.redis.connect()) {
            CELLS.forEach(cell -> live(connection.sync(), cell));
        }
        pipeline.switchTo(version);
        view = "/v1/" + pipeline.name + "/v";
    }

    @AfterAll
    static void close() {
        pipeline.close();
    }

    private static String history(Cell cell) {
        String buckets = cell.d().stream()
                .map(d -> Buckets.of(d) + ", 1")
                .collect(Collectors.joining(", ", "CAST(map(", ") AS Map(Int32, Int64))"));
        Moments moments = moments(cell.d());
        byte[] state = ByteBuffer.allocate(17)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put((byte) moments.count())
                .putDouble(moments.mean())
                .putDouble(moments.squares())
                .array();
        return String.join(
                ", ",
                "'" + cell.k() + "'",
                "fromUnixTimestamp64Milli(" + cell.window() + ", 'UTC')",
                buckets,
                "CAST(unhex('" + HexFormat.of().formatHex(state) + "') AS AggregateFunction(varPopStable, Float64))",
                "" + moments.count(),
                cell.latest() == null
                        ? "(0, toDateTime64(0, 3, 'UTC'), 0, 0)"
                        : "(1, fromUnixTimestamp64Milli(" + cell.at() + ", 'UTC'), 1, " + cell.latest() + ")",
                "" + cell.b(),
                cell.total(),
                "toDecimal128('" + cell.amount() + "', 2)",
                "1",
                "0");
    }

    private static Moments moments(List<Double> numbers) {
        double mean = numbers.stream().mapToDouble(d -> d).average().orElse(0);
        double squares =
                numbers.stream().mapToDouble(d -> (d - mean) * (d - mean)).sum();
        return new Moments(numbers.size(), mean, squares);
    }

    /** The total of c is beyond 64 bits, and its amount beyond 38 digits. */
    private static void live(RedisClusterCommands<String, String> redis, Cell cell) {
        String group = "[\"" + cell.k() + "\"]";
        LiveKeys keys = new LiveKeys(version, LiveKeys.shardOf(group, TestPipeline.LIVE_SHARDS));
        redis.hset(new LiveKeys(version, 0).times(), "0", "" + SECOND);
        String window = "" + cell.window();
        redis.zadd(keys.windows("v"), (double) cell.window(), window);
        for (double d : cell.d()) {
            String key = keys.distinct("v", window, 0, group);
            redis.hincrby(key, "" + Buckets.of(d), 1);
            redis.sadd(keys.distinctKeys("v", window), key);
        }
        boolean beyond = cell.k().equals("c");
        String total = beyond ? "18446744073709551614" : cell.total();
        redis.hset(
                keys.groups("v", window),
                Map.of("5|" + group, total, "6|" + group, beyond ? "1" + LARGEST_AMOUNT : cell.amount()));
        redis.zadd(keys.ranking("v", window, "total"), -Double.parseDouble(total), group);
        if (!cell.d().isEmpty()) {
            redis.hset(keys.groups("v", window), "1|" + group, moments(cell.d()).text());
        }
        if (cell.latest() != null) {
            String at = "" + cell.at();
            redis.hset(keys.groups("v", window), "3|" + group, at.length() + ":" + at + "=" + cell.latest());
            redis.zadd(keys.ranking("v", window, "latest"), (double) -cell.latest(), group);
        }
        if (cell.b() != null) {
            redis.hset(keys.groups("v", window), "4|" + group, "" + cell.b());
        }
    }

    @Test
    void historyMergesStatesOverWindowsAndDimensions() {
        String measures = "p50,sd,latest,any_b";
        JsonNode all = api.ask(view, "step", "all", "group_by", "", "measures", measures)
                .rows();
        assertEquals(1, all.size());
        assertRow(all.get(0), 2.0, Math.sqrt(50.0 / 3), 4L, "true");
        JsonNode byWindow = api.ask(view, "group_by", "", "measures", measures).rows();
        assertEquals(2, byWindow.size());
        assertRow(byWindow.get(0), 2.0, 1.0, 100L, "false");
        assertRow(byWindow.get(1), 10.0, null, 4L, "true");
        JsonNode byKey = api.ask(view, "step", "all", "measures", measures).rows();
        assertEquals(3, byKey.size());
        assertRow(byKey.get(1), null, null, 100L, null);
        JsonNode none = api.ask(view, "step", "all", "group_by", "", "measures", measures, "k", "nosuch")
                .rows();
        none.forEach(row -> assertRow(row, null, null, null, null));
    }

    @Test
    void liveWindowsFinishTheirStates() {
        assertRow(one("a", FIRST), 2.0, 1.0, 5L, "false");
        assertRow(one("a", SECOND), 10.0, null, 4L, "true");
        assertRow(one("b", FIRST), null, null, 100L, null);
        assertRow(one("b", SECOND), null, null, null, null);
    }

    private static JsonNode one(String k, long window) {
        for (JsonNode row : api.ask(view + "/live", "windows", "2", "k", k).rows()) {
            if (Instant.parse(row.get("window_start").asString()).toEpochMilli() == window) {
                return row;
            }
        }
        throw new AssertionError("no row of " + k);
    }

    @Test
    void aSumBeyondItsTypeIsRefusedByBothStores() {
        assertEquals(
                "value_out_of_range",
                api.ask(view, "step", "all", "group_by", "", "measures", "total")
                        .code());
        assertEquals(
                "value_out_of_range",
                api.ask(view, "step", "all", "group_by", "", "measures", "amount")
                        .code());
        Api.Reply live = api.ask(view + "/live", "k", "c");
        assertEquals("value_out_of_range", live.code());
        assertEquals(422, live.status());
        assertEquals("value_out_of_range", api.ask(view + "/top", "by", "total").code());
    }

    @Test
    void theLatestValueOverSeveralWindowsIsRanked() {
        JsonNode newest = api.ask(view + "/top", "by", "latest").rows();
        assertEquals(1, newest.size());
        assertEquals(4, newest.get(0).get("latest").asLong());
        JsonNode both = api.ask(view + "/top", "by", "latest", "windows", "2").rows();
        assertEquals(
                List.of("b", "a"),
                List.of(both.get(0).get("k").asString(), both.get(1).get("k").asString()));
        assertEquals(
                List.of(100L, 4L),
                List.of(
                        both.get(0).get("latest").asLong(),
                        both.get(1).get("latest").asLong()));
    }

    private static void assertRow(
            JsonNode row, @Nullable Double p50, @Nullable Double sd, @Nullable Long latest, @Nullable String anyB) {
        assertNear(p50, row.get("p50"), Buckets.RELATIVE_ACCURACY);
        assertNear(sd, row.get("sd"), 1e-12);
        assertEquals(String.valueOf(latest), row.get("latest").toString());
        assertEquals(String.valueOf(anyB), row.get("any_b").toString());
    }

    private static void assertNear(@Nullable Double expected, JsonNode value, double tolerance) {
        if (expected == null) {
            assertTrue(value.isNull(), value.toString());
        } else {
            assertEquals(expected, value.asDouble(), expected * tolerance);
        }
    }
}
