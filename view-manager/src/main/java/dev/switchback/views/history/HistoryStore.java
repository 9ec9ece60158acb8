package dev.switchback.views.history;

import dev.switchback.views.VersionId;
import dev.switchback.views.plan.PipelinePlan;
import java.util.List;
import java.util.Optional;

/**
 * The controller's view of the history store. Thread-safe; every step may be repeated. Methods throw
 * {@link dev.switchback.views.StoreUnavailableException} while the store cannot be reached.
 */
public interface HistoryStore {
    /** How many insert tokens each table made by {@link #provision} remembers. */
    int TOKEN_WINDOW = 10_000;

    /** Makes the version's tables. */
    void provision(VersionId version, PipelinePlan plan);

    /** Makes the tables that a version which an earlier release provisioned lacks for cuts. */
    void provisionCuts(VersionId version, PipelinePlan plan);

    /** Removes the version's tables. */
    void drop(VersionId version, PipelinePlan plan);

    /** Points the stable views at the version. */
    void follow(VersionId version, PipelinePlan plan);

    /** Per view, in the plan's order: how many events are folded into its rows (rows, for a row-by-row view). For the audit. */
    List<Long> storedEvents(VersionId version, PipelinePlan plan);

    /** How many dead letters are stored, late events apart. For the audit. */
    StoredLetters storedLetters(VersionId version);

    /**
     * Dead letters by partition and offset, after the given position; {@code limit} is at most 1,000.
     *
     * @param reason empty: all of them, late events too
     */
    List<DeadLetter> deadLetters(
            VersionId version, Optional<DeadLetterReason> reason, int afterPartition, long afterOffset, int limit);

    /**
     * @param dead with any reason but {@link DeadLetterReason#LATE}
     * @param late with that one
     */
    record StoredLetters(long dead, long late) {}
}
