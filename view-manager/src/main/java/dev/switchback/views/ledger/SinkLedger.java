package dev.switchback.views.ledger;

import dev.switchback.views.VersionId;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The sink ledger (DESIGN.md section 5, "History sink"; every interleaving is walked by the model beside that page). Thread-safe. Methods
 * throw {@link dev.switchback.views.StoreUnavailableException} while the store cannot be reached; then the outcome is unknown and the
 * caller reads the entry again.
 */
public interface SinkLedger extends LedgerReader {
    /**
     * Makes the rows of a version where they are missing; rows that exist stay as they are. A partition that comes later has no part in
     * the cuts that were ordered before.
     */
    void create(VersionId version, Map<Integer, Long> startOffsets, int views);

    @Override
    Map<Integer, LedgerEntry> read(VersionId version);

    Optional<LedgerEntry> read(LedgerKey key);

    /**
     * Claims {@code [committed, end)}, where {@code committed} is still the settled offset, nothing is claimed, and no cut was ordered at a
     * fence below {@code end}: of such a range only the part below the fence can be claimed.
     *
     * @param end more than {@code committed}
     */
    Outcome claim(LedgerKey key, long committed, long end);

    /**
     * Settles a claimed range whose rows are in the history store: {@code committed} becomes {@code end}, the claim is cleared and the
     * counts are added, in one step; a cut whose fence is {@code end} is reached. Refused unless the row's offset is {@code committed}
     * and its claim ends at {@code end}.
     *
     * @param counts of the range; {@code counts.offsets()} equals {@code end - committed}
     * @param maxEventTime of the range; empty where no event had one
     */
    Outcome settle(LedgerKey key, long committed, long end, Counts counts, OptionalLong maxEventTime);

    /**
     * Says whether a partition is idle. Refused unless {@code committed} is still the settled offset and nothing is claimed. Settling a
     * range that held an event ends idleness too.
     */
    Outcome markIdle(LedgerKey key, long committed, boolean idle);

    /** Removes every row of a version. */
    void drop(VersionId version);

    /** Outcome of a compare-and-set. */
    sealed interface Outcome {
        /** The row as it now stands. */
        LedgerEntry entry();

        /** The step was done. */
        record Done(LedgerEntry entry) implements Outcome {}

        /** Another owner was there first, or a cut was ordered: drop the buffer and go on from {@code entry}. */
        record Lost(LedgerEntry entry) implements Outcome {}
    }
}
