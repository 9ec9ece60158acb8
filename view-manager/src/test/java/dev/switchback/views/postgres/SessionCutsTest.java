package dev.switchback.views.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.switchback.embedded.testing.TestEngines;
import dev.switchback.views.VersionId;
import dev.switchback.views.ledger.Counts;
import dev.switchback.views.ledger.Cut;
import dev.switchback.views.ledger.CutLedger;
import dev.switchback.views.ledger.CutLedger.Order;
import dev.switchback.views.ledger.CutLedger.State;
import dev.switchback.views.ledger.LedgerKey;
import dev.switchback.views.ledger.SinkLedger;
import dev.switchback.views.session.CutMark;
import dev.switchback.views.session.SessionMark;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** When a cut is reached by tables of sessions, and for how long it is kept. */
final class SessionCutsTest {
    private final SinkLedger ledger = new PostgresSinkLedger(TestDatabase.dataSource());
    private final CutLedger cuts = new PostgresCutLedger(TestDatabase.dataSource());
    private final PostgresSessionProgress progress = new PostgresSessionProgress(TestDatabase.dataSource());
    private final VersionId version = new VersionId(TestEngines.uniqueName("cut"), 1);

    /** Ten events on one partition of the source, and a topic of sessions with two. */
    @BeforeEach
    void settle() {
        ledger.create(version, Map.of(0, 0L, 1, 0L), 1);
        progress.begin(version, 2);
        LedgerKey key = new LedgerKey(version, 0);
        ledger.claim(key, 0, 10);
        ledger.settle(key, 0, 10, new Counts(10, 0, 0, 0, 0, List.of(10L)), OptionalLong.of(1));
    }

    private Cut ordered() {
        return assertInstanceOf(Order.Ordered.class, cuts.order(Set.of(version)))
                .cut();
    }

    private void tell(int partition, long offset, int newest, int keptFrom) {
        progress.record(
                version,
                partition,
                Map.of(0, new SessionMark(offset, OptionalLong.of(1))),
                new CutMark(newest, keptFrom == 0 ? OptionalInt.empty() : OptionalInt.of(keptFrom)));
    }

    @Test
    @DisplayName(
            "P7: a cut is reached once all partitions of the topic have brought what is below the fence, and keep it")
    void reached() {
        Cut cut = ordered();
        State missing = new State.Ahead(Map.of(version, new TreeMap<>(Map.of(0, 10L))));
        assertEquals(missing, cuts.state(cut));
        tell(0, 10, 0, 0);
        assertEquals(missing, cuts.state(cut), "one of two partitions");
        tell(1, 4, 0, 0);
        assertEquals(new State.Ahead(Map.of(version, new TreeMap<>(Map.of(0, 6L)))), cuts.state(cut));
        tell(1, 10, 1, 1);
        assertEquals(new State.Reached(), cuts.state(cut));
    }

    @Test
    @DisplayName("P7: a partition that went beyond a cut without keeping it has it refused, for good")
    void notKept() {
        Cut cut = ordered();
        tell(0, 10, 0, 0);
        tell(1, 10, 1, 0);
        assertEquals(new State.NotKept(version), cuts.state(cut));
        tell(1, 12, 1, 1);
        assertEquals(new State.NotKept(version), cuts.state(cut), "another owner, that does not know");
        Cut next = ordered();
        tell(0, 12, 2, 2);
        tell(1, 12, 2, 2);
        assertEquals(new State.Reached(), cuts.state(next));
        assertEquals(new State.NotKept(version), cuts.state(cut));
    }

    @Test
    @DisplayName(
            "an order brings its lease, which lasts as long as it is extended, and goes with a withdrawal and with the version")
    void leases() {
        assertEquals(OptionalInt.empty(), progress.oldest(version));
        Cut cut = ordered();
        assertEquals(OptionalInt.of(1), progress.oldest(version));
        Cut next = ordered();
        assertEquals(OptionalInt.of(1), progress.oldest(version), "the older one is compared still");
        assertTrue(cuts.keep(cut, Duration.ofSeconds(1)));
        cuts.withdraw(next);
        assertFalse(cuts.keep(next, Duration.ofSeconds(1)));
        assertTrue(cuts.keep(cut, Duration.ofMinutes(20)));
        progress.drop(version);
        assertEquals(OptionalInt.empty(), progress.oldest(version));
        assertFalse(cuts.keep(cut, Duration.ofSeconds(1)));
    }
}
