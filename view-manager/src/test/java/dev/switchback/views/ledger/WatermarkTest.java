package dev.switchback.views.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.switchback.views.VersionId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class WatermarkTest {
    @Test
    void theSlowestPartitionHoldsItBackAndEmptyOnesDoNot() {
        Duration bound = Duration.ofSeconds(10);
        assertEquals(Optional.empty(), Watermark.of(List.of(), bound));
        assertEquals(Optional.empty(), Watermark.of(List.of(entry(0, OptionalLong.empty())), bound));
        assertEquals(
                Optional.of(Instant.ofEpochMilli(40_000)),
                Watermark.of(
                        List.of(
                                entry(0, OptionalLong.of(90_000)),
                                entry(1, OptionalLong.of(50_000)),
                                entry(2, OptionalLong.empty())),
                        bound));
        assertEquals(
                Optional.of(Instant.ofEpochMilli(-15_000)),
                Watermark.of(List.of(entry(0, OptionalLong.of(-5_000))), bound));
    }

    @Test
    void idlePartitionsCountOnlyWhereAllThatHaveEventsAreIdle() {
        LedgerEntry none = entry(0, OptionalLong.empty());
        LedgerEntry slow = entry(1, OptionalLong.of(1_000), true);
        LedgerEntry slower = entry(2, OptionalLong.of(-7_000), true);
        assertEquals(
                Optional.of(Instant.ofEpochMilli(500)),
                Watermark.of(List.of(none, slow, slower), Duration.ofMillis(500)));
        assertEquals(
                Optional.of(Instant.ofEpochMilli(-90)),
                Watermark.of(List.of(slow, entry(3, OptionalLong.of(-90)), slower), Duration.ZERO));
        assertEquals(Optional.empty(), Watermark.of(List.of(entry(4, OptionalLong.empty(), true)), Duration.ZERO));
    }

    private static LedgerEntry entry(int partition, OptionalLong maxEventTime) {
        return entry(partition, maxEventTime, false);
    }

    private static LedgerEntry entry(int partition, OptionalLong maxEventTime, boolean idle) {
        return new LedgerEntry(
                new LedgerKey(new VersionId("p", 1), partition),
                0,
                0,
                Optional.empty(),
                Counts.zero(1),
                maxEventTime,
                idle,
                0,
                Optional.empty());
    }
}
