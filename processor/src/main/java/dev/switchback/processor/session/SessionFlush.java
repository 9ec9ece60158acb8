package dev.switchback.processor.session;

import dev.switchback.processor.guard.FaultPoint;
import dev.switchback.processor.guard.FaultPoints;
import dev.switchback.processor.history.HistoryInserts;
import dev.switchback.processor.history.HistoryTargets;
import dev.switchback.views.plan.ViewPlan;
import dev.switchback.views.session.CutMark;
import dev.switchback.views.session.SessionMark;
import dev.switchback.views.session.SessionProgress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.jspecify.annotations.Nullable;

/**
 * Brings what changed to the tables, and says how far they are. Whatever is repeated after a crash has the same revisions with the same
 * content, since the topic's order does not change (ADR 083). Not thread-safe.
 */
final class SessionFlush {
    private static final int MOST_ROWS = 50_000;
    private static final int MOST_BYTES = 64 << 20;

    private final HistoryTargets targets;
    private final int partition;
    private final SessionStores stores;
    private final KeptCuts cuts;
    private final CutFlush cutFlush;
    private final LiveSessions live;
    private final HistoryInserts inserts;
    private final SessionProgress progress;
    private final FaultPoints faults;
    private final SortedMap<Integer, SessionWriter> writers = new TreeMap<>();
    private final Map<Integer, SessionMark> told = new HashMap<>();
    private @Nullable CutMark toldCut;

    /** @param partition of the topic of sessions */
    SessionFlush(
            HistoryTargets targets,
            int partition,
            SessionStores stores,
            KeptCuts cuts,
            LiveSessions live,
            HistoryInserts inserts,
            SessionProgress progress,
            FaultPoints faults) {
        this.targets = targets;
        this.partition = partition;
        this.stores = stores;
        this.cuts = cuts;
        this.cutFlush = new CutFlush(targets, partition, stores, inserts, faults);
        this.live = live;
        this.inserts = inserts;
        this.progress = progress;
        this.faults = faults;
    }

    /**
     * Writes what is dirty, as much as one insert should take: Kafka's transaction must not be held open for long.
     *
     * @param position offset after the last record in the state; -1 where none was read yet
     * @return whether nothing is dirty any more
     * @throws dev.switchback.views.StoreUnavailableException if a store did not answer: what is dirty stays so
     */
    boolean run(long position) {
        if (position >= 0) {
            stores.arriveAt(position);
        }
        if (!live.ready() || cutFlush.writeSome() || writeSome()) {
            return false;
        }
        tell();
        return true;
    }

    /** Returns whether more is left. */
    private boolean writeSome() {
        List<KeyValue<Bytes, Change>> written = new ArrayList<>();
        writers.values().forEach(SessionWriter::discard);
        int bytes = 0;
        boolean more = false;
        try (KeyValueIterator<Bytes, byte[]> dirty = stores.dirty().all()) {
            while (dirty.hasNext() && !more) {
                KeyValue<Bytes, byte[]> next = dirty.next();
                boolean full = written.size() >= MOST_ROWS || bytes >= MOST_BYTES;
                // A session and what was merged into it come together.
                more = full && !SessionKey.areOfOne(written.getLast().key, next.key);
                if (!more) {
                    Change change = Change.of(next.value);
                    bytes += add(next.key, change);
                    written.add(KeyValue.pair(next.key, change));
                }
            }
        }
        // First, so that what is said of the tables holds there too.
        if (!live.write(written, !more)) {
            return true;
        }
        if (written.isEmpty()) {
            return false;
        }
        faults.reached(FaultPoint.BEFORE_SESSION_INSERTS, partition);
        writers.values().forEach(writer -> writer.flush(inserts, partition));
        faults.reached(FaultPoint.AFTER_SESSION_INSERTS, partition);
        written.forEach(change -> stores.dirty().delete(change.key));
        return more;
    }

    private int add(Bytes place, Change change) {
        SessionKey key = SessionKey.of(place);
        SessionWriter writer = writers.computeIfAbsent(
                key.view(),
                view -> new SessionWriter(targets.views().get(view), (ViewPlan.Aggregate)
                        targets.plan().views().get(view)));
        int before = writer.bytes();
        switch (change) {
            case Change.Written(int cut) -> {
                Session session = Session.of(stores.sessions().get(place));
                writer.add(key, session, session.revision(), cut);
            }
            case Change.Deleted(long revision, int cut) -> writer.addDeleted(key, revision, cut);
        }
        return writer.bytes() - before;
    }

    private void tell() {
        Map<Integer, SessionMark> marks = new HashMap<>();
        stores.forEachProgress(
                (source, reached) -> marks.put(source, new SessionMark(reached.offset(), reached.maxEventTime())));
        marks.entrySet().removeIf(mark -> mark.getValue().equals(told.get(mark.getKey())));
        CutMark cut = cuts.mark();
        if (!marks.isEmpty() || !cut.equals(toldCut)) {
            progress.record(targets.version(), partition, marks, cut);
            told.putAll(marks);
            toldCut = cut;
            faults.reached(FaultPoint.AFTER_SESSION_PROGRESS, partition);
        }
    }
}
