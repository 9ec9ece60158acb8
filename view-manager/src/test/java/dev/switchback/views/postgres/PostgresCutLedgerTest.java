package dev.switchback.views.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.switchback.embedded.testing.TestEngines;
import dev.switchback.views.VersionId;
import dev.switchback.views.ledger.Counts;
import dev.switchback.views.ledger.Cut;
import dev.switchback.views.ledger.CutLedger;
import dev.switchback.views.ledger.CutLedger.Order;
import dev.switchback.views.ledger.CutLedger.State;
import dev.switchback.views.ledger.LedgerEntry;
import dev.switchback.views.ledger.LedgerKey;
import dev.switchback.views.ledger.SinkLedger;
import dev.switchback.views.ledger.SinkLedger.Outcome;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class PostgresCutLedgerTest {
    private final SinkLedger ledger = new PostgresSinkLedger(TestDatabase.dataSource());
    private final CutLedger cuts = new PostgresCutLedger(TestDatabase.dataSource());
    private final String pipeline = TestEngines.uniqueName("cut");
    private final VersionId one = new VersionId(pipeline, 1);
    private final VersionId two = new VersionId(pipeline, 2);
    private final Set<VersionId> both = Set.of(one, two);

    @Test
    @DisplayName(
            "P7: the fence is ahead of all that any version has settled or claimed; claims end at it, and rows after it bear its number")
    void fence() {
        ledger.create(one, Map.of(0, 0L, 1, 0L), 1);
        ledger.create(two, Map.of(0, 0L, 1, 0L), 1);
        settle(one, 0, 0, 10);
        claim(one, 0, 10, 15);
        settle(two, 0, 0, 12);
        Cut cut = ordered();
        assertEquals(new TreeMap<>(Map.of(0, 15L, 1, 0L)), cut.fence());
        assertEquals(
                new State.Ahead(Map.of(one, new TreeMap<>(Map.of(0, 5L)), two, new TreeMap<>(Map.of(0, 3L)))),
                cuts.state(cut));

        assertEquals(0, row(one, 0).cut(), "a range that was claimed before keeps its number");
        LedgerEntry refused = lost(ledger.claim(new LedgerKey(two, 0), 12, 20));
        assertEquals(Optional.of(new LedgerEntry.CutOrder(15, 1)), refused.ordered());
        assertEquals(0, claim(two, 0, 12, 14).cut());
        assertEquals(0, settled(two, 0, 12, 14).cut());
        assertEquals(0, claim(two, 0, 14, 15).cut());
        LedgerEntry reached = settled(two, 0, 14, 15);
        assertEquals(1, reached.cut());
        assertEquals(Optional.empty(), reached.ordered());
        assertEquals(1, claim(two, 0, 15, 30).cut());
        assertEquals(1, row(two, 1).cut(), "an idle partition is there at once");
        settled(one, 0, 10, 15);
        assertEquals(new State.Reached(), cuts.state(cut));
    }

    @Test
    @DisplayName("P7: an order that is replaced or taken back is told so, and numbers are not given twice")
    void replaced() {
        ledger.create(one, Map.of(0, 0L, 1, 0L), 1);
        ledger.create(two, Map.of(0, 0L, 1, 0L), 1);
        settle(one, 0, 0, 10);
        Cut first = ordered();
        assertEquals(1, first.number(two));
        settle(one, 0, 10, 20);
        Cut second = ordered();
        assertEquals(new State.Gone(), cuts.state(first));
        assertEquals(2, second.number(two));
        assertEquals(20L, second.fence().get(0));
        cuts.withdraw(first);
        assertEquals(Optional.of(new LedgerEntry.CutOrder(20, 2)), row(two, 0).ordered());
        cuts.withdraw(second);
        assertEquals(Optional.empty(), row(two, 0).ordered());
        assertEquals(new State.Gone(), cuts.state(second));
        // Partition 1 of version 2 has reached the second cut: a third one needs another number.
        Cut third = ordered();
        assertEquals(3, third.number(two));
        settle(two, 0, 0, 20);
        assertEquals(new State.Reached(), cuts.state(third));
    }

    @Test
    @DisplayName("P7: a partition added later has no part in the cuts ordered before")
    void addedPartitions() {
        ledger.create(one, Map.of(0, 0L), 1);
        assertEquals(new Order.NotBuilt(two), cuts.order(both));
        ledger.create(two, Map.of(0, 0L), 1);
        settle(one, 0, 0, 10);
        Cut before = ordered();
        ledger.create(one, Map.of(1, 0L), 1);
        assertEquals(1, claim(one, 1, 0, 5).cut());
        settled(one, 1, 0, 5);
        assertEquals(new Order.Uneven(two, new TreeSet<>(Set.of(1))), cuts.order(both));
        settle(two, 0, 0, 10);
        assertEquals(new State.Reached(), cuts.state(before));
        ledger.create(two, Map.of(1, 0L), 1);
        assertEquals(1, row(two, 1).cut());
        assertEquals(new TreeMap<>(Map.of(0, 10L, 1, 5L)), ordered().fence());
        ledger.drop(two);
        assertEquals(new State.Gone(), cuts.state(before));
        assertThrows(
                IllegalArgumentException.class, () -> cuts.order(Set.of(one, new VersionId(pipeline + "_other", 1))));
    }

    private Cut ordered() {
        return assertInstanceOf(Order.Ordered.class, cuts.order(both)).cut();
    }

    private LedgerEntry row(VersionId version, int partition) {
        return ledger.read(new LedgerKey(version, partition)).orElseThrow();
    }

    private LedgerEntry claim(VersionId version, int partition, long from, long end) {
        return assertInstanceOf(Outcome.Done.class, ledger.claim(new LedgerKey(version, partition), from, end))
                .entry();
    }

    private LedgerEntry settled(VersionId version, int partition, long from, long end) {
        Counts counts = new Counts(end - from, 0, 0, 0, 0, List.of(end - from));
        return assertInstanceOf(
                        Outcome.Done.class,
                        ledger.settle(new LedgerKey(version, partition), from, end, counts, OptionalLong.empty()))
                .entry();
    }

    private void settle(VersionId version, int partition, long from, long end) {
        claim(version, partition, from, end);
        settled(version, partition, from, end);
    }

    private static LedgerEntry lost(Outcome outcome) {
        return assertInstanceOf(Outcome.Lost.class, outcome).entry();
    }
}
