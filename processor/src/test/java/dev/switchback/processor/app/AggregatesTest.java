package dev.switchback.processor.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.switchback.views.history.HistoryNames;
import dev.switchback.views.history.HistorySchema;
import dev.switchback.views.live.LiveKeys;
import dev.switchback.views.plan.ViewPlan;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Quantiles, variances, chosen values, booleans and exact sums through a processor into both stores, and in sessions. */
class AggregatesTest {
    private static final String MANIFEST = """
            pipeline: NAME
            source:
              topic: NAME
              event_time: time
              out_of_orderness: PT10S
              columns:
                time: TIMESTAMP(3)
                k: VARCHAR
                d: DOUBLE
                v: DOUBLE
                l: BIGINT
                m: DECIMAL(38,2)
                s: VARCHAR
                b: BOOLEAN
            views:
              by_key:
                sql: |
                  SELECT window_start, k, MEASURES
                  FROM TABLE(TUMBLE(TABLE NAME, DESCRIPTOR(time), INTERVAL '1' MINUTE))
                  GROUP BY window_start, k
                live: {retention: PT2H, top: [last_m]}
              sums:
                sql: SELECT s, SUM(l) AS total FROM NAME GROUP BY s
                live: {retention: PT2H, top: [total]}
              visits:
                sql: |
                  SELECT window_start, window_end, k, MEASURES
                  FROM TABLE(SESSION(TABLE NAME PARTITION BY k, DESCRIPTOR(time), INTERVAL '0.4' SECOND))
                  GROUP BY window_start, window_end, k
            """.replace("MEASURES", """
            APPROX_QUANTILE(d, 0.5) AS p50, APPROX_QUANTILE(d, 0.99) FILTER (WHERE b) AS p99,
                    VAR_POP(v) AS vp, STDDEV(v) AS sd, SUM(d) AS sum_d, ANY_VALUE(s) AS any_s, BOOL_AND(b) AS all_b, SOME(b) AS some_b,
                    ARG_MIN(s, time) AS first_s, ARG_MAX(m, l) AS last_m, ARG_MIN(b, d) FILTER (WHERE l > 0) AS of_b,
                    ARG_MAX(l, s) AS by_s, SUM(m) AS sum_m\
            """);

    private static final long GAP = 400;

    /** Measures of the first view that are near their expectation only. */
    private static final Map<Integer, Double> TOLERANCES = Map.of(2, 1e-6, 3, 1e-6, 4, 1e-9);

    @Test
    @DisplayName("P1, P2: aggregates of both stores are those of a plain evaluation")
    void bothStores() {
        List<AggregatedEvent> events = AggregatedEvent.generate(5, 2_000);
        try (TestPipeline pipeline = TestPipeline.create("aggregates", 2, 2, MANIFEST)) {
            pipeline.send(events.stream().map(AggregatedEvent::record).toList());
            try (VersionProcessor processor = pipeline.start("a")) {
                SessionPipeline.awaitCaughtUp(pipeline, processor);
            }
            Map<String, List<String>> expected = AggregatedEvent.byKey(events);
            assertNear(expected, HistoryContent.aggregated(pipeline, 0), "history");
            assertNear(expected, LiveContent.aggregated(pipeline, 0), "live");
            Map<String, Double> ranks = new TreeMap<>();
            expected.forEach((group, measures) -> {
                if (!measures.get(9).equals("NULL")) {
                    ranks.put(group, Double.valueOf(measures.get(9)));
                }
            });
            assertEquals(ranks, LiveContent.ranking(pipeline, 0, "last_m"));
            assertSums(pipeline, events);
            Map<String, List<String>> sessions = AggregatedEvent.bySession(events, GAP);
            assertTrue(sessions.size() > 100 && sessions.size() < 1_000, "sessions: " + sessions.size());
            assertNear(sessions, SessionPipeline.measures(pipeline, 2), "sessions");
        }
    }

    private static void assertNear(Map<String, List<String>> expected, Map<String, List<String>> found, String store) {
        assertEquals(expected.keySet(), found.keySet(), store);
        expected.forEach((group, measures) -> {
            for (int i = 0; i < measures.size(); i++) {
                String what = store + ", " + group + ", measure " + i;
                String value = Objects.requireNonNull(found.get(group)).get(i);
                Double tolerance = TOLERANCES.get(i);
                if (tolerance == null || measures.get(i).equals("NULL")) {
                    assertEquals(measures.get(i), value, what);
                } else {
                    double near = Double.parseDouble(measures.get(i));
                    assertEquals(near, Double.parseDouble(value), tolerance * Math.max(1, Math.abs(near)), what);
                }
            }
        });
    }

    /** Sums of integers that leave 64 bits are exact in the live store, and no number at all in the history store. */
    private static void assertSums(TestPipeline pipeline, List<AggregatedEvent> events) {
        ViewPlan.Aggregate view = (ViewPlan.Aggregate) pipeline.plan.views().get(1);
        Map<String, BigInteger> sums = new TreeMap<>();
        for (AggregatedEvent event : events) {
            if (event.l() != null) {
                sums.merge(String.valueOf(event.s()), BigInteger.valueOf(event.l()), BigInteger::add);
            }
        }
        long beyond = sums.values().stream().filter(sum -> sum.bitLength() > 63).count();
        assertEquals(2, beyond, "the events are made so that two sums leave 64 bits");
        Map<String, BigInteger> live = new TreeMap<>();
        for (int shard = 0; shard < pipeline.shards; shard++) {
            Stores.REDIS
                    .sync()
                    .hgetall(new LiveKeys(pipeline.version, shard).groups("sums", LiveKeys.ALL_TIME))
                    .forEach((field, sum) -> {
                        // A batch may have brought NULLs only to a group, which is noted beside its sum.
                        if (!field.startsWith(LiveKeys.PRESENT + "|")) {
                            live.put(
                                    field.substring(field.indexOf('[') + 1, field.length() - 1)
                                            .replace("\"", ""),
                                    new BigInteger(sum));
                        }
                    });
        }
        assertEquals(sums, live);
        sums.forEach((s, sum) -> {
            String sql = "SELECT ifNull(toString("
                    + HistorySchema.measure(view, view.measures().getFirst())
                    + "), 'NULL') AS total FROM "
                    + HistoryNames.table(pipeline.version, "sums") + " WHERE ifNull(s, 'null') = '" + s + "'";
            if (sum.bitLength() > 63) {
                assertThrows(RuntimeException.class, () -> Stores.CLICKHOUSE.queryAll(sql));
            } else {
                assertEquals(
                        sum.toString(),
                        Stores.CLICKHOUSE.queryAll(sql).getFirst().getString("total"),
                        sql);
            }
        });
    }
}
