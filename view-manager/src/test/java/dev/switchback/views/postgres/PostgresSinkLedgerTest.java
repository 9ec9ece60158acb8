package dev.switchback.views.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.switchback.embedded.testing.TestEngines;
import dev.switchback.views.StoreException;
import dev.switchback.views.VersionId;
import dev.switchback.views.ledger.Counts;
import dev.switchback.views.ledger.LedgerEntry;
import dev.switchback.views.ledger.LedgerKey;
import dev.switchback.views.ledger.SinkLedger;
import dev.switchback.views.ledger.SinkLedger.Outcome;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class PostgresSinkLedgerTest {
    private final SinkLedger ledger = new PostgresSinkLedger(TestDatabase.dataSource());
    private final VersionId version = new VersionId(TestEngines.uniqueName("ledger"), 2);
    private final LedgerKey zero = new LedgerKey(version, 0);

    @Test
    void rowsAreMadeOnceAndDropped() {
        ledger.create(version, Map.of(0, 0L, 1, 7L), 2);
        claim(0, 5);
        ledger.create(version, Map.of(0, 3L, 2, 0L), 2);

        Map<Integer, LedgerEntry> entries = ledger.read(version);
        assertEquals(List.of(0, 1, 2), List.copyOf(entries.keySet()));
        LedgerEntry kept = ledger.read(zero).orElseThrow();
        assertEquals(0, kept.start());
        assertEquals(5, kept.claim().orElseThrow().end());
        assertEquals(
                new LedgerEntry(
                        new LedgerKey(version, 1),
                        7,
                        7,
                        Optional.empty(),
                        Counts.zero(2),
                        OptionalLong.empty(),
                        false,
                        0,
                        Optional.empty()),
                entries.get(1));
        ledger.drop(version);
        assertEquals(Map.of(), ledger.read(version));
        assertEquals(Optional.empty(), ledger.read(zero));
    }

    @Test
    @DisplayName("P2: a claim and its settlement are compare-and-set; who loses learns how the row stands")
    void compareAndSet() {
        ledger.create(version, Map.of(0, 0L), 2);
        assertEquals(new LedgerEntry.Claim(5, 0), done(claim(0, 5)).claim().orElseThrow());
        assertEquals(5, lost(claim(0, 5)).claim().orElseThrow().end());
        assertEquals(0, lost(settle(0, 4, counts(4, 4, 0), 1)).committed());

        LedgerEntry settled = done(settle(0, 5, new Counts(2, 1, 0, 1, 1, List.of(2L, 1L)), 1_000));
        assertEquals(5, settled.committed());
        assertEquals(Optional.empty(), settled.claim());
        assertEquals(new Counts(2, 1, 0, 1, 1, List.of(2L, 1L)), settled.counts());

        assertEquals(settled, lost(settle(0, 5, counts(5, 5, 5), 9_000)));
        assertEquals(settled, lost(claim(0, 9)));
        done(claim(5, 9));
        LedgerEntry again = done(ledger.settle(zero, 5, 9, counts(4, 3, 4), OptionalLong.empty()));
        assertEquals(new Counts(6, 1, 0, 1, 1, List.of(5L, 5L)), again.counts());
        assertEquals(OptionalLong.of(1_000), again.maxEventTime());
    }

    @Test
    @DisplayName("P4: counts that do not account for every offset, or for every view, are refused")
    void conservation() {
        ledger.create(version, Map.of(0, 0L), 2);
        done(claim(0, 5));
        assertThrows(IllegalArgumentException.class, () -> settle(0, 5, counts(4, 4, 4), 1));
        assertThrows(
                StoreException.class,
                () -> ledger.settle(zero, 0, 5, new Counts(5, 0, 0, 0, 0, List.of(5L)), OptionalLong.empty()));
        assertThrows(IllegalArgumentException.class, () -> claim(5, 5));
        assertThrows(IllegalStateException.class, () -> ledger.claim(new LedgerKey(version, 9), 0, 1));
    }

    @Test
    @DisplayName("A partition is marked idle only where it stands, and an event ends it, gaps and dead letters do not")
    void idle() {
        ledger.create(version, Map.of(0, 0L), 2);
        done(claim(0, 5));
        assertFalse(lost(ledger.markIdle(zero, 0, true)).idle());
        done(settle(0, 5, counts(5, 5, 5), 1_000));
        assertFalse(lost(ledger.markIdle(zero, 0, true)).idle());
        LedgerEntry marked = done(ledger.markIdle(zero, 5, true));
        assertTrue(marked.idle());
        assertEquals(5, marked.committed());
        done(claim(5, 9));
        assertTrue(done(ledger.settle(zero, 5, 9, new Counts(0, 0, 0, 3, 1, List.of(0L, 0L)), OptionalLong.empty()))
                .idle());
        done(claim(9, 10));
        assertFalse(done(ledger.settle(zero, 9, 10, new Counts(0, 0, 1, 0, 0, List.of(0L, 0L)), OptionalLong.empty()))
                .idle());
        done(ledger.markIdle(zero, 10, true));
        assertFalse(done(ledger.markIdle(zero, 10, false)).idle());
        assertThrows(IllegalStateException.class, () -> ledger.markIdle(new LedgerKey(version, 9), 0, true));
    }

    @Test
    @DisplayName("P2: a claim knows how many flushes of its version came after it")
    void flushesSince() {
        ledger.create(version, Map.of(0, 0L, 1, 0L, 2, 0L), 2);
        done(claim(0, 1));
        for (int partition = 1; partition <= 2; partition++) {
            for (long offset = 0; offset < 3; offset++) {
                LedgerKey key = new LedgerKey(version, partition);
                done(ledger.claim(key, offset, offset + 1));
                done(ledger.settle(key, offset, offset + 1, counts(1, 1, 1), OptionalLong.of(offset)));
            }
        }
        assertEquals(
                new LedgerEntry.Claim(1, 6),
                ledger.read(zero).orElseThrow().claim().orElseThrow());
        done(settle(0, 1, counts(1, 1, 1), 5));
        assertEquals(new LedgerEntry.Claim(2, 0), done(claim(1, 2)).claim().orElseThrow());
    }

    private Outcome claim(long committed, long end) {
        return ledger.claim(zero, committed, end);
    }

    private Outcome settle(long committed, long end, Counts counts, long maxEventTime) {
        return ledger.settle(zero, committed, end, counts, OptionalLong.of(maxEventTime));
    }

    private static Counts counts(long kept, long first, long second) {
        return new Counts(kept, 0, 0, 0, 0, List.of(first, second));
    }

    private static LedgerEntry done(Outcome outcome) {
        return assertInstanceOf(Outcome.Done.class, outcome).entry();
    }

    private static LedgerEntry lost(Outcome outcome) {
        return assertInstanceOf(Outcome.Lost.class, outcome).entry();
    }
}
