package dev.switchback.processor.live;

import dev.switchback.processor.guard.AskedStore;
import dev.switchback.processor.guard.RunStatus;
import dev.switchback.processor.guard.StoreRetry;
import dev.switchback.views.VersionId;
import dev.switchback.views.ledger.LedgerEntry;
import dev.switchback.views.ledger.SinkLedger;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this processor knows of the log's ends, renewed from the ledger when the live store lost data: then the ends are those that the
 * history store has reached, so that windows that are gone by then are not written again (ADR 093). Thread-safe.
 */
public final class LiveRebuild {
    private static final Logger LOG = LoggerFactory.getLogger(LiveRebuild.class);

    private final VersionId version;
    private final SinkLedger ledger;
    private final StoreRetry retry;
    private final RunStatus status;
    private volatile LiveTails tails;

    /** @param tails ends of the log at the start */
    public LiveRebuild(VersionId version, LiveTails tails, SinkLedger ledger, StoreRetry retry, RunStatus status) {
        this.version = version;
        this.tails = tails;
        this.ledger = ledger;
        this.retry = retry;
        this.status = status;
    }

    LiveTails tails() {
        return tails;
    }

    /** A partition has to be written again from {@code mark} on, and is whole at {@code until}. */
    void begin(int partition, long mark, long until) {
        LOG.warn("{}: the live store lost partition {} from {} to {}; it is rebuilt", version, partition, mark, until);
        tails = reached(retry.call(AskedStore.POSTGRESQL, () -> ledger.read(version)));
        tell(partition, mark, until);
    }

    /** Keeps the report up to date; a partition whose {@code mark} is at {@code until} is whole again. */
    void tell(int partition, long mark, long until) {
        status.rebuilding(
                partition,
                mark >= until
                        ? ""
                        : "Redis lost data; the live windows are rebuilt from the log: partition " + partition
                                + " is at " + mark + " of " + until + ".");
    }

    private static LiveTails reached(Map<Integer, LedgerEntry> entries) {
        Map<Integer, LiveTails.Tail> tails = new HashMap<>();
        entries.forEach((partition, entry) -> {
            if (entry.maxEventTime().isPresent()) {
                tails.put(partition, new LiveTails.Tail(entry.committed(), entry.maxEventTime()));
            }
        });
        return new LiveTails(tails);
    }
}
