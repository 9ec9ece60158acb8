package dev.switchback.processor.history;

import dev.switchback.views.ledger.LedgerEntry;
import java.util.List;
import java.util.OptionalLong;

/** Where batches of views of sessions go, between the claim of a range and its settlement (ADR 082). Thread-safe. */
@FunctionalInterface
public interface SessionOutlet {
    /** For plans without views of sessions. */
    SessionOutlet NONE = (claimed, end, maxEventTime, rows) -> {};

    /**
     * Hands on what the claimed range brings, all or nothing, durably when it returns. Repeating the same range is harmless.
     *
     * @param claimed the ledger's row; the range begins at its {@code committed}
     * @param end of the range
     * @param maxEventTime of the range; empty where no event had one
     * @param rows of the plan's views of sessions
     * @throws dev.switchback.views.StoreUnavailableException where it is not known whether it arrived
     */
    void emit(LedgerEntry claimed, long end, OptionalLong maxEventTime, List<SessionRows> rows);
}
