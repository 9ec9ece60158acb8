package dev.switchback.views.postgres;

import dev.switchback.views.VersionId;
import dev.switchback.views.ledger.Cut;
import dev.switchback.views.ledger.CutLedger.State;
import dev.switchback.views.ledger.LedgerEntry;
import dev.switchback.views.ledger.SinkLedger;
import dev.switchback.views.session.CutMark;
import dev.switchback.views.session.SessionMark;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How far tables of sessions, which follow the ledger, are with a cut that the ledger has reached (ADR 150): all that comes before it has to be
 * in them, and what comes after it has to be kept apart. Thread-safe.
 */
final class SessionCuts {
    private final SinkLedger ledger;
    private final PostgresSessionProgress progress;

    SessionCuts(SinkLedger ledger, PostgresSessionProgress progress) {
        this.ledger = ledger;
        this.progress = progress;
    }

    /** Reached too for versions without views of sessions. */
    State state(Cut cut) {
        Map<VersionId, SortedMap<Integer, Long>> missing = new LinkedHashMap<>();
        for (VersionId version : cut.numbers().keySet()) {
            int partitions = progress.partitions(version);
            if (partitions > 0) {
                Map<Integer, LedgerEntry> rows = ledger.read(version);
                SortedMap<Integer, Long> ahead = ahead(rows, progress.read(version), cut);
                // Read after the progress: what is kept now was kept when that was told.
                Map<Integer, CutMark> marks = progress.cuts(version);
                if (!ahead.isEmpty()) {
                    missing.put(version, ahead);
                } else if (!holds(marks, cut.number(version), hasEvents(rows, cut) ? partitions : 0)) {
                    return new State.NotKept(version);
                }
            }
        }
        return missing.isEmpty() ? new State.Reached() : new State.Ahead(missing);
    }

    private static SortedMap<Integer, Long> ahead(
            Map<Integer, LedgerEntry> rows, Map<Integer, SessionMark> marks, Cut cut) {
        SortedMap<Integer, Long> ahead = new TreeMap<>();
        cut.fence().forEach((partition, fence) -> {
            LedgerEntry row = rows.get(partition);
            SessionMark mark = marks.get(partition);
            long reached = mark != null ? mark.offset() : row != null ? row.start() : 0;
            if (fence > reached) {
                ahead.put(partition, fence - reached);
            }
        });
        return ahead;
    }

    /** Whether any range was emitted, so that every partition of the topic has told of it. */
    private static boolean hasEvents(Map<Integer, LedgerEntry> rows, Cut cut) {
        return rows.entrySet().stream()
                .anyMatch(row -> cut.fence().getOrDefault(row.getKey(), 0L)
                        > row.getValue().start());
    }

    private static boolean holds(Map<Integer, CutMark> marks, int cut, int partitions) {
        return marks.size() >= partitions && marks.values().stream().allMatch(mark -> mark.holds(cut));
    }
}
