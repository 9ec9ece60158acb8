package dev.switchback.views.postgres;

import java.sql.SQLException;

/** Keeps apart, within a pipeline, what adds rows to the ledger and what orders cuts of all its rows. */
final class LedgerLock {
    private LedgerLock() {}

    /** Waits for the lock, which the transaction keeps to its end. */
    static void take(Statements on, String pipeline) throws SQLException {
        on.execute("SELECT pg_advisory_xact_lock(hashtextextended('switchback ledger ' || ?, 0))", pipeline);
    }
}
