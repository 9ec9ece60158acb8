package dev.switchback.views.session;

import dev.switchback.views.VersionId;
import dev.switchback.views.ledger.LedgerEntry;
import dev.switchback.views.ledger.LedgerReader;
import dev.switchback.views.ledger.SinkLedger;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/** The ledger of a version as far as its tables of sessions have followed it. Thread-safe. */
public final class SessionLedger implements LedgerReader {
    private static final OptionalLong UNKNOWN = OptionalLong.empty();

    private final SinkLedger ledger;
    private final SessionProgress progress;

    public SessionLedger(SinkLedger ledger, SessionProgress progress) {
        this.ledger = ledger;
        this.progress = progress;
    }

    /**
     * The ledger's rows, with the offsets and event times that the tables of sessions have reached. While a partition that has events has
     * brought none of them, no event time is known for any.
     */
    @Override
    public Map<Integer, LedgerEntry> read(VersionId version) {
        // The marks follow the ledger: read in this order, none of them is ahead.
        Map<Integer, SessionMark> marks = progress.read(version);
        Map<Integer, LedgerEntry> entries = ledger.read(version);
        boolean all = entries.entrySet().stream()
                .allMatch(entry -> entry.getValue().maxEventTime().isEmpty() || marks.containsKey(entry.getKey()));
        Map<Integer, LedgerEntry> reached = new LinkedHashMap<>();
        entries.forEach((partition, entry) -> {
            SessionMark mark = marks.getOrDefault(partition, new SessionMark(entry.start(), UNKNOWN));
            reached.put(partition, entry.asOf(mark.offset(), all ? mark.maxEventTime() : UNKNOWN));
        });
        return reached;
    }
}
