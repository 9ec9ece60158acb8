package dev.switchback.processor.session;

import dev.switchback.processor.guard.FaultPoints;
import dev.switchback.processor.history.HistoryInserts;
import dev.switchback.processor.history.HistoryTargets;
import dev.switchback.views.session.SessionProgress;

/** Makes what a task of the session half needs. Thread-safe. */
public final class SessionTasks {
    private final HistoryTargets targets;
    private final HistoryInserts inserts;
    private final SessionProgress progress;
    private final FaultPoints faults;
    private final int sources;

    /** @param sources partitions that the source has */
    public SessionTasks(
            HistoryTargets targets, HistoryInserts inserts, SessionProgress progress, FaultPoints faults, int sources) {
        this.targets = targets;
        this.inserts = inserts;
        this.progress = progress;
        this.faults = faults;
        this.sources = sources;
    }

    SessionKeeper keeper(SessionStores stores) {
        return new SessionKeeper(targets.plan(), stores);
    }

    SessionFlush flush(SessionStores stores, int partition) {
        return new SessionFlush(targets, partition, stores, inserts, progress, faults);
    }

    SessionExpiry expiry(SessionStores stores) {
        return new SessionExpiry(targets.plan(), stores, sources);
    }
}
