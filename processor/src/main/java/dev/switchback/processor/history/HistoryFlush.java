package dev.switchback.processor.history;

import dev.switchback.processor.guard.AskedStore;
import dev.switchback.processor.guard.FaultPoint;
import dev.switchback.processor.guard.FaultPoints;
import dev.switchback.processor.guard.StoreRetry;
import dev.switchback.processor.guard.VersionFailedException;
import dev.switchback.views.StoreException;
import dev.switchback.views.StoreUnavailableException;
import dev.switchback.views.history.HistoryStore;
import dev.switchback.views.ledger.Counts;
import dev.switchback.views.ledger.LedgerEntry;
import dev.switchback.views.ledger.LedgerKey;
import dev.switchback.views.ledger.SinkLedger;
import dev.switchback.views.ledger.SinkLedger.Outcome;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ledger's protocol for one batch. Waits out outages of either store; after a step whose outcome is unknown the ledger's row says what
 * to do. Thread-safe.
 */
public final class HistoryFlush {
    private static final Logger LOG = LoggerFactory.getLogger(HistoryFlush.class);
    /** Flushes after a claim up to which its tokens are surely remembered: the rest of the window is for flushes in progress. */
    static final long REMEMBERED = HistoryStore.TOKEN_WINDOW * 8L / 10;

    private final HistoryTargets targets;
    private final SinkLedger ledger;
    private final HistoryInserts inserts;
    private final SessionOutlet sessions;
    private final StoreRetry retry;
    private final FaultPoints faults;

    public HistoryFlush(
            HistoryTargets targets,
            SinkLedger ledger,
            HistoryInserts inserts,
            SessionOutlet sessions,
            StoreRetry retry,
            FaultPoints faults) {
        this.targets = targets;
        this.ledger = ledger;
        this.inserts = inserts;
        this.sessions = sessions;
        this.retry = retry;
        this.faults = faults;
    }

    /**
     * Writes a batch that covers {@code [entry.committed(), end)}.
     *
     * @param entry the row as the owner knows it; with a claim, that ends at {@code end}: it is redone
     * @return Done with the settled row, or Lost where another owner was there first
     */
    Outcome write(LedgerEntry entry, long end, HistoryBatch batch) {
        LedgerKey key = entry.key();
        long from = entry.committed();
        Counts counts = batch.counts();
        if (counts.offsets() != end - from) {
            throw new IllegalStateException("partition " + key.partition() + ": a batch from " + from + " to " + end
                    + " accounts for " + counts.offsets() + " offsets");
        }
        LedgerEntry claimed = entry;
        if (entry.claim().isEmpty()) {
            faults.reached(FaultPoint.BEFORE_CLAIM, key.partition());
            Outcome outcome = step(key, () -> ledger.claim(key, from, end), from, Step.CLAIM, end);
            if (outcome instanceof Outcome.Lost) {
                LOG.info(
                        "{}: partition {} was claimed by another owner, or is to be cut inside the batch",
                        key.version(),
                        key.partition());
                return outcome;
            }
            claimed = outcome.entry();
        }
        faults.reached(FaultPoint.AFTER_CLAIM, key.partition());
        Optional<Outcome> lost = insertAll(claimed, end, batch);
        if (lost.isPresent()) {
            return lost.get();
        }
        emitAll(claimed, end, batch);
        faults.reached(FaultPoint.BEFORE_SETTLE, key.partition());
        Outcome settled =
                step(key, () -> ledger.settle(key, from, end, counts, batch.maxEventTime()), from, Step.SETTLE, end);
        faults.reached(FaultPoint.AFTER_SETTLE, key.partition());
        return settled;
    }

    private enum Step {
        CLAIM,
        SETTLE
    }

    /** Runs a compare-and-set; where its outcome is unknown, the row tells whether it was done, is still to do, or is lost. */
    private Outcome step(LedgerKey key, Supplier<Outcome> compareAndSet, long from, Step step, long end) {
        boolean[] unknown = new boolean[1];
        return retry.until(AskedStore.POSTGRESQL, () -> {
            if (unknown[0]) {
                LedgerEntry current = required(key);
                boolean claimed = isClaim(current, from, end);
                boolean done = step == Step.CLAIM
                        ? claimed
                        : current.committed() == end && current.claim().isEmpty();
                boolean open = step == Step.CLAIM
                        ? current.committed() == from && current.claim().isEmpty()
                        : claimed;
                if (done || !open) {
                    return Optional.of(done ? new Outcome.Done(current) : new Outcome.Lost(current));
                }
            }
            unknown[0] = true;
            return Optional.of(compareAndSet.get());
        });
    }

    private static boolean isClaim(LedgerEntry entry, long from, long end) {
        return entry.committed() == from
                && entry.claim().isPresent()
                && entry.claim().get().end() == end;
    }

    /** Returns an outcome where the claim is another owner's by now. */
    private Optional<Outcome> insertAll(LedgerEntry claimed, long end, HistoryBatch batch) {
        int partition = claimed.key().partition();
        RowBinary rows = new RowBinary();
        boolean first = true;
        for (ViewRows view : batch.views()) {
            if (view.weight() > 0 && !(view instanceof SessionRows)) {
                if (!first) {
                    faults.reached(FaultPoint.BETWEEN_INSERTS, partition);
                }
                first = false;
                rows.clear();
                view.writeTo(rows, claimed.cut());
                Optional<Outcome> lost = insert(view.target(), rows, claimed, end);
                if (lost.isPresent()) {
                    return lost;
                }
            }
        }
        if (batch.deadLetters().rows().size() > 0) {
            faults.reached(FaultPoint.BETWEEN_INSERTS, partition);
            Optional<Outcome> lost =
                    insert(batch.deadLetters().target(), batch.deadLetters().rows(), claimed, end);
            if (lost.isPresent()) {
                return lost;
            }
        }
        faults.reached(FaultPoint.AFTER_INSERTS, partition);
        return Optional.empty();
    }

    private void emitAll(LedgerEntry claimed, long end, HistoryBatch batch) {
        List<SessionRows> rows = batch.views().stream()
                .filter(SessionRows.class::isInstance)
                .map(SessionRows.class::cast)
                .toList();
        if (rows.isEmpty()) {
            return;
        }
        faults.reached(FaultPoint.BEFORE_EMISSION, claimed.key().partition());
        retry.call(AskedStore.KAFKA, () -> {
            sessions.emit(claimed, end, batch.maxEventTime(), rows);
            return true;
        });
        faults.reached(FaultPoint.AFTER_EMISSION, claimed.key().partition());
    }

    /**
     * Inserts, unless the claim is another owner's by now. It is looked up before each insert: this owner may have been suspended for so long
     * that another one settled the range and the store has forgotten its token since.
     */
    private Optional<Outcome> insert(InsertTarget target, RowBinary rows, LedgerEntry claimed, long end) {
        LedgerKey key = claimed.key();
        String token = targets.token(target, key.partition(), claimed.committed(), end);
        try {
            return retry.call(AskedStore.CLICKHOUSE, () -> {
                LedgerEntry current = retry.call(AskedStore.POSTGRESQL, () -> required(key));
                if (!isClaim(current, claimed.committed(), end)) {
                    return Optional.of(new Outcome.Lost(current));
                }
                requireRemembered(current);
                inserts.insert(target, rows, key.partition(), token);
                return Optional.empty();
            });
        } catch (StoreException e) {
            throw new VersionFailedException(
                    "The history store refused rows for " + target.table() + ": " + e.getMessage()
                            + "; provision the version's tables again or retire the version.",
                    e);
        }
    }

    /**
     * Checks that the tables still remember the tokens of an entry's claim.
     *
     * @throws VersionFailedException if they may not: then it cannot be known whether the claimed range was stored
     */
    void requireRemembered(LedgerEntry entry) {
        entry.claim().ifPresent(claim -> {
            if (claim.flushesSince() > REMEMBERED) {
                throw new VersionFailedException(entry.key().version() + ", partition "
                        + entry.key().partition() + ": offsets " + entry.committed() + " to " + claim.end()
                        + " were claimed " + claim.flushesSince()
                        + " flushes ago and never settled, longer than the history store remembers insert tokens ("
                        + HistoryStore.TOKEN_WINDOW + "), so they may be stored or not; replay into a new version.");
            }
        });
    }

    /** One try; Lost where the ledger cannot be reached too. */
    Outcome markIdle(LedgerEntry entry, boolean idle) {
        try {
            return ledger.markIdle(entry.key(), entry.committed(), idle);
        } catch (StoreUnavailableException e) {
            LOG.debug("the ledger was not told that a partition is idle: {}", e.getMessage());
            return new Outcome.Lost(entry);
        }
    }

    private LedgerEntry required(LedgerKey key) {
        return ledger.read(key)
                .orElseThrow(() -> new VersionFailedException("The ledger has no row for " + key.version()
                        + ", partition " + key.partition() + " any more; the version was retired."));
    }
}
