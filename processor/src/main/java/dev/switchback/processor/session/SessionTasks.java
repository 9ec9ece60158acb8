package dev.switchback.processor.session;

import dev.switchback.processor.guard.FaultPoints;
import dev.switchback.processor.guard.RunStatus;
import dev.switchback.processor.history.HistoryInserts;
import dev.switchback.processor.history.HistoryTargets;
import dev.switchback.processor.live.SessionScript;
import dev.switchback.views.session.SessionProgress;
import java.time.Duration;

/** Makes what a task of the session half needs. Thread-safe. */
public final class SessionTasks {
    private final HistoryTargets targets;
    private final HistoryInserts inserts;
    private final SessionProgress progress;
    private final LiveSessions.Target live;
    private final SessionScript script;
    private final RunStatus status;
    private final FaultPoints faults;
    private final int sources;
    /** Of each thread, over all of its tasks. */
    private final ThreadLocal<FlushPace.Spent> spent = ThreadLocal.withInitial(FlushPace.Spent::new);

    /** @param shards of the version's live store */
    public SessionTasks(
            HistoryTargets targets,
            SessionTopic topic,
            int shards,
            HistoryInserts inserts,
            SessionProgress progress,
            SessionScript script,
            RunStatus status,
            FaultPoints faults) {
        this.targets = targets;
        this.inserts = inserts;
        this.progress = progress;
        this.live = new LiveSessions.Target(targets.version(), targets.plan(), shards, topic.partitions());
        this.script = script;
        this.status = status;
        this.faults = faults;
        this.sources = topic.sources();
    }

    KeptCuts cuts(SessionStores stores) {
        return new KeptCuts(stores, progress, targets.version());
    }

    SessionKeeper keeper(SessionStores stores, KeptCuts cuts) {
        return new SessionKeeper(targets.plan(), stores, cuts);
    }

    SessionFlush flush(SessionStores stores, KeptCuts cuts, int partition) {
        LiveSessions sessions = new LiveSessions(live, partition, stores, script, status, faults);
        return new SessionFlush(targets, partition, stores, cuts, sessions, inserts, progress, faults);
    }

    /** On the task's thread. */
    FlushPace pace(Duration period) {
        return new FlushPace(period, spent.get());
    }

    SessionExpiry expiry(SessionStores stores) {
        return new SessionExpiry(targets.plan(), stores, sources);
    }
}
