package dev.switchback.processor.session;

import dev.switchback.processor.guard.FaultPoint;
import dev.switchback.processor.guard.FaultPoints;
import dev.switchback.processor.history.HistoryInserts;
import dev.switchback.processor.history.HistoryTargets;
import dev.switchback.processor.history.InsertTarget;
import dev.switchback.views.history.HistoryNames;
import dev.switchback.views.plan.ViewPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;

/** Brings what is kept for cuts to its tables, before the rows that come after the cuts are written (ADR 150). Not thread-safe. */
final class CutFlush {
    private static final int MOST_ROWS = 50_000;
    private static final int MOST_BYTES = 64 << 20;

    private final HistoryTargets targets;
    private final int partition;
    private final SessionStores stores;
    private final HistoryInserts inserts;
    private final FaultPoints faults;
    /** By the view's position in the plan. */
    private final SortedMap<Integer, SessionWriter> writers = new TreeMap<>();

    /** @param partition of the topic of sessions */
    CutFlush(HistoryTargets targets, int partition, SessionStores stores, HistoryInserts inserts, FaultPoints faults) {
        this.targets = targets;
        this.partition = partition;
        this.stores = stores;
        this.inserts = inserts;
        this.faults = faults;
    }

    /** Writes as much as one insert should take; returns whether more is left. */
    boolean writeSome() {
        List<Bytes> written = new ArrayList<>();
        writers.values().forEach(SessionWriter::discard);
        boolean more = false;
        int bytes = 0;
        try (KeyValueIterator<Bytes, byte[]> unwritten = stores.unwritten().all()) {
            while (unwritten.hasNext() && !more) {
                more = written.size() >= MOST_ROWS || bytes >= MOST_BYTES;
                if (!more) {
                    Bytes at = unwritten.next().key;
                    bytes += add(at);
                    written.add(at);
                }
            }
        }
        if (!written.isEmpty()) {
            faults.reached(FaultPoint.BEFORE_CUT_INSERTS, partition);
            writers.values().forEach(writer -> writer.flush(inserts, partition));
            faults.reached(FaultPoint.AFTER_CUT_INSERTS, partition);
            written.forEach(stores.unwritten()::delete);
        }
        return more;
    }

    private int add(Bytes at) {
        Kept.Place place = Kept.Place.of(at);
        SessionKey key = SessionKey.of(place.session());
        SessionWriter writer = writers.computeIfAbsent(key.view(), this::writer);
        int before = writer.bytes();
        Kept kept = Kept.of(stores.kept().get(at));
        byte[] session = kept.session();
        if (session == null) {
            writer.addDeleted(key, kept.revision(), place.cut());
        } else {
            writer.add(key, Session.of(session), kept.revision(), place.cut());
        }
        return writer.bytes() - before;
    }

    private SessionWriter writer(int position) {
        InsertTarget view = targets.views().get(position);
        ViewPlan.Aggregate plan = (ViewPlan.Aggregate) targets.plan().views().get(position);
        return new SessionWriter(
                new InsertTarget(HistoryNames.cuts(targets.version(), plan.name()), view.name(), view.columns()), plan);
    }
}
