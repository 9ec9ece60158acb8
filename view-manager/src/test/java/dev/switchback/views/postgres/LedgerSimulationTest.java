package dev.switchback.views.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.switchback.embedded.testing.TestEngines;
import dev.switchback.views.VersionId;
import dev.switchback.views.ledger.LedgerEntry;
import dev.switchback.views.ledger.LedgerKey;
import dev.switchback.views.ledger.LedgerProtocolTest;
import dev.switchback.views.ledger.SinkLedger;
import dev.switchback.views.ledger.SinkOwner;
import dev.switchback.views.ledger.SinkOwner.Step;
import dev.switchback.views.ledger.SinkOwner.Token;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

final class LedgerSimulationTest {
    private static final long LOG_END = 30;

    private final SinkLedger ledger = new PostgresSinkLedger(TestDatabase.dataSource());
    private final VersionId version = new VersionId(TestEngines.uniqueName("simulation"), 1);

    @Test
    @DisplayName("P2: two owners that take turns at random and crash count each offset once, in the real ledger")
    void seededRuns() {
        for (int seed = 0; seed < 40; seed++) {
            LedgerKey key = new LedgerKey(version, seed);
            ledger.create(version, Map.of(seed, 0L), 1);
            Random random = new Random(seed);
            Set<Token> tokens = new HashSet<>();
            SinkOwner[] owners = {SinkOwner.OFF, SinkOwner.OFF};
            int taken = 0;
            while (ledger.read(key).orElseThrow().committed() < LOG_END) {
                int turn = random.nextInt(2);
                List<Step> steps = owners[turn].steps(LOG_END, random.nextInt(12) == 0);
                if (!steps.isEmpty()) {
                    owners[turn] = owners[turn].take(steps.get(random.nextInt(steps.size())), ledger, key, tokens);
                    LedgerProtocolTest.assertCountedOnce(
                            tokens, ledger.read(key).orElseThrow().committed());
                } else {
                    // Its buffer is empty and the log has ended for it: it looks again, as a restarted owner would.
                    owners[turn] = SinkOwner.OFF;
                }
                assertTrue(++taken < 5_000, "seed " + seed + " comes to no end");
            }
            assertComplete(ledger.read(key).orElseThrow(), tokens);
        }
    }

    @RepeatedTest(5)
    @DisplayName("P2: three owners on threads of their own, racing for one partition, count each offset once")
    void racingOwners() throws Exception {
        LedgerKey key = new LedgerKey(version, 0);
        ledger.create(version, Map.of(0, 0L), 1);
        Set<Token> tokens = ConcurrentHashMap.newKeySet();
        try (ExecutorService threads = Executors.newFixedThreadPool(3)) {
            List<Callable<Boolean>> owners = IntStream.range(0, 3)
                    .<Callable<Boolean>>mapToObj(seed -> () -> race(key, tokens, new Random(seed)))
                    .toList();
            for (Future<Boolean> owner : threads.invokeAll(owners)) {
                assertTrue(owner.get());
            }
        }
        assertComplete(ledger.read(key).orElseThrow(), tokens);
    }

    private boolean race(LedgerKey key, Set<Token> tokens, Random random) {
        SinkOwner owner = SinkOwner.OFF;
        while (ledger.read(key).orElseThrow().committed() < LOG_END) {
            List<Step> steps = owner.steps(LOG_END, random.nextInt(20) == 0);
            owner = steps.isEmpty()
                    ? SinkOwner.OFF
                    : owner.take(steps.get(random.nextInt(steps.size())), ledger, key, tokens);
        }
        return true;
    }

    private static void assertComplete(LedgerEntry row, Set<Token> tokens) {
        LedgerProtocolTest.assertCountedOnce(tokens, LOG_END);
        assertEquals(LOG_END, tokens.stream().mapToLong(t -> t.to() - t.from()).sum());
        assertEquals(LOG_END, row.counts().kept());
        assertEquals(List.of(LOG_END), row.counts().viewEvents());
        assertEquals(LOG_END, row.maxEventTime().orElseThrow());
    }
}
