package dev.switchback.processor.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.switchback.processor.history.HistoryLimits;
import dev.switchback.processor.live.LiveLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Batches that are never due by their age, in the ledger of a partition whose stores keep nothing. */
final class ArrivalTest {
    private static final Duration NEVER = Duration.ofHours(1);
    private static final HistoryLimits HISTORY = new HistoryLimits(100_000, 16L << 20, 1_000_000, NEVER, NEVER);
    private static final LiveLimits LIVE = new LiveLimits(5_000, NEVER, NEVER);
    private static final int LONG = 30_000;

    private final List<LogRecord> log = new ArrayList<>();

    private void append(int events) {
        for (int i = 0; i < events; i++) {
            log.add(new LogRecord(true, DressRehearsal.event(log.size())));
        }
    }

    @Test
    void whatWasReadOnTheWayToTheEndIsFlushedThereAndLaterEventsWaitForTheirAge() {
        List<Long> committed = DressRehearsal.with(plan -> {
            PassingLedger ledger =
                    new PassingLedger(DressRehearsal.PARTITION, plan.views().size());
            SimulatedOwner owner = new SimulatedOwner(
                    DressRehearsal.factory(plan, ledger, HISTORY, LIVE), DressRehearsal.PARTITION.partition(), log);
            List<Long> seen = new ArrayList<>();
            append(LONG);
            seen.add(after(owner, LONG - 1, LONG - 1));
            seen.add(after(owner, 1, 0));
            seen.add(after(owner, 0, 1));
            append(10);
            seen.add(after(owner, 10, 10));
            append(LONG);
            seen.add(after(owner, 10, 10));
            seen.add(after(owner, LONG, LONG));
            return seen;
        });
        assertEquals(
                List.of(0L, 0L, (long) LONG, (long) LONG, (long) LONG, 2L * LONG + 10),
                committed,
                "before the end; with a record polled and not processed; at the end; with few events more; far from the end; at the end again");
    }

    private static long after(SimulatedOwner owner, int polled, int processed) {
        owner.poll(polled);
        owner.process(processed);
        owner.tick();
        return owner.commit();
    }
}
