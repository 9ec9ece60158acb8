package dev.switchback.processor.guard;

/** Places between two steps of the sinks' protocols, where a crash must do no harm (promise P2). */
public enum FaultPoint {
    BEFORE_CLAIM,
    AFTER_CLAIM,
    /** After one table's insert and before the next one's. */
    BETWEEN_INSERTS,
    AFTER_INSERTS,
    BEFORE_SETTLE,
    AFTER_SETTLE,
    BEFORE_LIVE_FLUSH,
    /** After one shard's script and before the next one's. */
    BETWEEN_LIVE_SHARDS,
    AFTER_LIVE_FLUSH,
    /** A live store that lost data was found out, and nothing of it is written again yet. */
    AFTER_LOSS_NOTICED,
    /** Both stores are due: the history store has its batch, the live store does not. */
    BETWEEN_STORES,
    /** An owner has read the ledger and not yet the live marks. */
    WHILE_OPENING,
    BEFORE_KAFKA_COMMIT,
    BEFORE_EMISSION,
    /** In the middle of a transaction, after its records and before its commit. */
    WITHIN_EMISSION,
    AFTER_EMISSION,
    /** Before a script of one shard of the live store. */
    BEFORE_LIVE_SESSIONS,
    AFTER_LIVE_SESSIONS,
    /** Before what is kept for cuts is written. */
    BEFORE_CUT_INSERTS,
    /** After that, and before the rows that come after the cuts. */
    AFTER_CUT_INSERTS,
    BEFORE_SESSION_INSERTS,
    AFTER_SESSION_INSERTS,
    /** Before Kafka Streams commits that the rows are written. */
    AFTER_SESSION_PROGRESS;

    /** Whether only plans with views of sessions pass it. */
    public boolean ofSessions() {
        return compareTo(BEFORE_EMISSION) >= 0;
    }
}
