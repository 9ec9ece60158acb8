package dev.switchback.control.standby;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.switchback.views.reader.EpochFigures;
import dev.switchback.views.reader.LatencySteps;
import dev.switchback.views.reader.ServedQueries;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class WatchJudgeTest {
    private static final Duration HOLD = Duration.ofSeconds(3);
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Optional<Duration> FRESH = Optional.of(Duration.ofMillis(200));
    private static final WatchLimits ALL = new WatchLimits(
            Duration.ofMinutes(10),
            Optional.of(0.01),
            Optional.of(Duration.ofMillis(500)),
            Optional.of(Duration.ofSeconds(30)));

    private int seconds;

    @Test
    @DisplayName("P6: a watch within its limits goes on, and has measured all of them")
    void withinTheLimits() {
        WatchJudge judge = new WatchJudge(ALL, HOLD);
        for (int i = 0; i < 100; i++) {
            WatchJudge.Verdict verdict = look(judge, queries(1_000, 10, 400), FRESH);
            assertFalse(verdict.broken(), verdict.reasons());
            assertTrue(verdict.measured());
            assertEquals("", verdict.reasons());
        }
    }

    @Test
    @DisplayName("P6: errors, latency and lag beyond their limits break the watch once they have lasted")
    void beyondALimit() {
        breaksAfterHold(queries(1_000, 11, 100), FRESH, "1.10 % of the queries fail, more than 1.00 %");
        breaksAfterHold(queries(1_000, 0, 600), FRESH, "99 of 100 queries take up to");
        breaksAfterHold(
                queries(1_000, 0, 100),
                Optional.of(Duration.ofSeconds(31)),
                "31000 ms behind the log, more than 30000");
    }

    private void breaksAfterHold(ServedQueries queries, Optional<Duration> lag, String reason) {
        WatchJudge judge = new WatchJudge(ALL, HOLD);
        for (int i = 0; i < HOLD.toSeconds(); i++) {
            assertFalse(look(judge, queries, lag).broken());
        }
        // A look without trouble begins the time anew.
        assertFalse(look(judge, queries(1_000, 0, 100), FRESH).broken());
        for (int i = 0; i < HOLD.toSeconds(); i++) {
            assertFalse(look(judge, queries, lag).broken());
        }
        WatchJudge.Verdict verdict = look(judge, queries, lag);
        assertTrue(verdict.broken());
        assertTrue(verdict.reasons().contains(reason), verdict.reasons());
    }

    @Test
    @DisplayName("P6: figures that are missing break the watch too, later; an unknown lag is no good lag")
    void missingFigures() {
        breaksAfterPatience(ServedQueries.of(0, 0, List.of()), FRESH, "no query server has a lease");
        breaksAfterPatience(
                new ServedQueries(3, 1, 1_000, 0, queries(1_000, 0, 100).latencies()),
                FRESH,
                "1 of 3 query servers report nothing");
        breaksAfterPatience(queries(1_000, 0, 100), Optional.empty(), "cannot be told");
    }

    private void breaksAfterPatience(ServedQueries queries, Optional<Duration> lag, String reason) {
        WatchJudge judge = new WatchJudge(ALL, HOLD);
        for (int i = 0; i < WatchJudge.PATIENCE.toSeconds(); i++) {
            assertFalse(look(judge, queries, lag).broken(), "after " + i + " s");
        }
        WatchJudge.Verdict verdict = look(judge, queries, lag);
        assertTrue(verdict.broken());
        assertTrue(verdict.reasons().contains(reason), verdict.reasons());
    }

    @Test
    @DisplayName("P6: too few queries say nothing: they neither break the watch nor let it pass")
    void tooFewQueries() {
        WatchJudge judge = new WatchJudge(ALL, HOLD);
        for (int i = 0; i < 100; i++) {
            WatchJudge.Verdict verdict = look(judge, queries(WatchJudge.ENOUGH - 1, 19, 100), FRESH);
            assertFalse(verdict.broken());
            assertFalse(verdict.measured());
        }
        assertTrue(look(judge, queries(WatchJudge.ENOUGH, 0, 100), FRESH).measured());
        assertTrue(look(judge, queries(0, 0, 100), FRESH).measured(), "it was measured before");
    }

    @Test
    void onlyLimitsThatAreSetAreJudged() {
        WatchLimits lagOnly = new WatchLimits(
                Duration.ofMinutes(1), Optional.empty(), Optional.empty(), Optional.of(Duration.ofSeconds(1)));
        WatchJudge judge = new WatchJudge(lagOnly, HOLD);
        for (int i = 0; i < 100; i++) {
            WatchJudge.Verdict verdict = look(judge, ServedQueries.of(0, 0, List.of()), FRESH);
            assertFalse(verdict.broken());
            assertTrue(verdict.measured());
        }
        assertThrows(
                IllegalArgumentException.class,
                () -> new WatchLimits(Duration.ofMinutes(1), Optional.empty(), Optional.empty(), Optional.empty()));
    }

    /** One look a second. */
    private WatchJudge.Verdict look(WatchJudge judge, ServedQueries queries, Optional<Duration> lag) {
        return judge.look(queries, lag, START.plusSeconds(seconds++));
    }

    /** Queries that all took the same time, on two servers. */
    private static ServedQueries queries(long answered, long failed, long millis) {
        Long[] latencies = new Long[LatencySteps.COUNT];
        Arrays.fill(latencies, 0L);
        latencies[LatencySteps.of(Duration.ofMillis(millis))] = answered;
        return ServedQueries.of(2, 0, List.of(new EpochFigures("p", 1, answered, failed, List.of(latencies))));
    }
}
