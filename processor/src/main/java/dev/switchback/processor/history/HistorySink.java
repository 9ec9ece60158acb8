package dev.switchback.processor.history;

import dev.switchback.processor.aggregate.EventReader;
import dev.switchback.processor.decode.BadEventException;
import dev.switchback.views.ledger.LedgerEntry;
import dev.switchback.views.ledger.SinkLedger.Outcome;
import java.time.Duration;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * One partition's way into the history store. Collects a batch from {@code committed} on and writes it by the ledger's protocol
 * (DESIGN.md section 5): claim, insert, settle. A claim found in the ledger is redone: exactly its range, with the same tokens.
 * Belongs to one thread.
 */
public final class HistorySink {
    private final int partition;
    private final HistoryFlush flush;
    private final HistoryLimits limits;
    private final HistoryBatch batch;
    private LedgerEntry entry;
    private long next;
    private long batchStarted;
    /** Whether nothing was settled yet: then the first batch is small, so that a replay tells soon how it gets on. */
    private boolean first = true;

    public HistorySink(LedgerEntry entry, HistoryTargets targets, HistoryFlush flush, HistoryLimits limits) {
        this.partition = entry.key().partition();
        this.flush = flush;
        this.limits = limits;
        this.batch = new HistoryBatch(partition, targets);
        this.entry = entry;
        restart(entry);
    }

    private void restart(LedgerEntry current) {
        entry = current;
        next = current.committed();
        batch.clear();
        flush.requireRemembered(entry);
    }

    /** Offset of the next record that the batch takes; the ones below it are in the batch or in the store. */
    public long next() {
        return next;
    }

    /** Every offset below it is in the store, as far as this owner knows. */
    public long settled() {
        return entry.committed();
    }

    /** Where the batch has to end: at the end of a claim found in the ledger, or at the fence of a cut; empty where it may end anywhere. */
    public OptionalLong requiredEnd() {
        return entry.claim()
                .map(LedgerEntry.Claim::end)
                .or(() -> entry.ordered().map(LedgerEntry.CutOrder::fence))
                .map(OptionalLong::of)
                .orElse(OptionalLong.empty());
    }

    /** Whether the batch repeats a claimed range, which must not be divided. */
    public boolean isRedone() {
        return entry.claim().isPresent();
    }

    /** Offsets up to {@code offset} hold no record. */
    public void skipTo(long offset) {
        if (offset > next) {
            startClock();
            batch.addGaps(offset - next);
            next = offset;
        }
    }

    /** Whether the event fits the batch; if not, the batch has to be flushed first. A redone range always fits, as it did before. */
    public boolean hasRoom(EventReader event) {
        return batch.hasRoom(event);
    }

    /** Takes the record at {@link #next()}. */
    public void add(EventReader event, long offset) {
        startClock();
        batch.add(event, offset);
        next = offset + 1;
    }

    /** Takes the record at {@link #next()}, which is no event. */
    public void addDead(long offset, BadEventException why, byte @Nullable [] payload, long timestamp) {
        startClock();
        batch.addDead(offset, why, payload, timestamp);
        next = offset + 1;
    }

    /** Takes the record at {@link #next()}, which is an event that came too late for the views. */
    public void addLate(long offset, String detail, byte @Nullable [] payload, long timestamp) {
        startClock();
        batch.addLate(offset, detail, payload, timestamp);
        next = offset + 1;
    }

    /** Largest event time among the good events below {@link #next()}; empty where there is none. */
    public OptionalLong newestBeforeNext() {
        OptionalLong stored = entry.maxEventTime();
        OptionalLong collected = batch.maxEventTime();
        if (stored.isEmpty() || collected.isEmpty()) {
            return stored.isEmpty() ? collected : stored;
        }
        return OptionalLong.of(Math.max(stored.getAsLong(), collected.getAsLong()));
    }

    /** Whether nothing is collected and nothing is claimed. */
    public boolean isSettled() {
        return next == entry.committed() && entry.claim().isEmpty();
    }

    /**
     * Tells the ledger whether the partition is idle, once, without waiting for a store that is away.
     *
     * @return whether the ledger took it; it does not where another owner went on
     */
    public boolean tellIdle(boolean idle) {
        if (flush.markIdle(entry, idle) instanceof Outcome.Done(LedgerEntry marked)) {
            entry = marked;
            return true;
        }
        return false;
    }

    private void startClock() {
        if (next == entry.committed()) {
            batchStarted = System.nanoTime();
        }
    }

    /** Whether the batch is as large as it may be; never while a claim says where it ends. */
    public boolean isFull() {
        return entry.claim().isEmpty()
                && (batch.weight() >= limits.weight()
                        || batch.bytes() >= limits.bytes()
                        || next - entry.committed() >= limits.offsets());
    }

    /** Whether the batch has waited for its time, which is longer where {@code behind}, the partition's head being far away, but for the first batch. */
    public boolean isDue(boolean behind) {
        Duration age = behind && !first ? limits.ageBehind() : limits.age();
        return mayEnd() && System.nanoTime() - batchStarted >= age.toNanos();
    }

    /** Whether there is a batch, and no claim says where it ends. */
    public boolean mayEnd() {
        return next > entry.committed() && entry.claim().isEmpty();
    }

    /**
     * Writes the batch, of the range from {@link #settled()} to {@link #next()}. Where another owner was there first, or a cut was ordered
     * inside the range, the batch is dropped and {@link #next()} stands where the ledger does, before or after where it stood.
     */
    public void flush() {
        if (next == entry.committed()) {
            return;
        }
        switch (flush.write(entry, next, batch)) {
            case Outcome.Done(LedgerEntry settled) -> {
                entry = settled;
                first = false;
                batch.clear();
            }
            case Outcome.Lost(LedgerEntry current) -> restart(current);
        }
    }
}
