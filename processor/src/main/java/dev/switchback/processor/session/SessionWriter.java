package dev.switchback.processor.session;

import dev.switchback.processor.aggregate.SessionStates;
import dev.switchback.processor.history.HistoryInserts;
import dev.switchback.processor.history.InsertTarget;
import dev.switchback.processor.history.RowBinary;
import dev.switchback.views.live.GroupCodec;
import dev.switchback.views.plan.ViewPlan;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Writes rows of one view of sessions: dimensions, window, states, events, revision, deletion, cut. Not thread-safe. */
final class SessionWriter {
    private final InsertTarget target;
    private final GroupCodec codec;
    private final long gap;
    private final List<@Nullable Object> noStates;
    private final RowBinary rows = new RowBinary();
    private int column;

    /** @param target the view's table, or that of its cuts */
    SessionWriter(InsertTarget target, ViewPlan.Aggregate view) {
        this.target = target;
        this.codec = GroupCodec.of(view);
        this.gap = view.session().orElseThrow().gap().toMillis();
        this.noStates = new SessionStates(view).empty();
    }

    /** A session; its revision is its own, but in a table of cuts. */
    void add(SessionKey key, Session session, long revision, int cut) {
        row(key, session.last() + gap, session.states(), session.events(), revision, false);
        write(cut);
    }

    void addDeleted(SessionKey key, long revision, int cut) {
        row(key, key.start(), noStates, 0, revision, true);
        write(cut);
    }

    private void row(
            SessionKey key, long end, List<@Nullable Object> states, long events, long revision, boolean deleted) {
        column = 0;
        for (Object dimension : codec.decode(key.key())) {
            write(dimension);
        }
        write(key.start());
        write(end);
        for (Object state : states) {
            write(state);
        }
        write(events);
        write(revision);
        write(deleted);
    }

    private void write(@Nullable Object value) {
        rows.write(target.columns().get(column++), value);
    }

    int bytes() {
        return rows.size();
    }

    /** Writes what was added, if anything; all rows of a key come from one partition of the topic of sessions. A token of its own: rows may come again, and those that came before may be others. */
    void flush(HistoryInserts inserts, int partition) {
        if (rows.size() > 0) {
            inserts.insert(target, rows, partition, UUID.randomUUID().toString());
            rows.clear();
        }
    }

    void discard() {
        rows.clear();
    }
}
