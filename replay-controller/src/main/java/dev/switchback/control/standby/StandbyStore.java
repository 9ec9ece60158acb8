package dev.switchback.control.standby;

import dev.switchback.views.VersionId;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** What is to be done after switches, durable. Thread-safe. Methods throw {@link dev.switchback.views.StoreUnavailableException} while it cannot be reached. */
public interface StandbyStore {
    /** For the next switch to the version; journalled. */
    void request(VersionId version, SwitchPolicy policy, String actor);

    /** What was requested for the next switch to the version. */
    Optional<SwitchPolicy> requested(VersionId version);

    /** The newest epoch that was followed; empty before the first. */
    Optional<Activation> activation(String pipeline);

    /** Until when versions stay, those on standby. */
    Map<Integer, Instant> deadlines(String pipeline);

    /**
     * Begins to follow an epoch: takes what was requested as done, sets the deadlines of these versions, forgets that of the active one.
     * One transaction with its journal entries.
     */
    void begin(Activation activation, Map<Integer, Instant> until);

    /** Gives a version on standby a deadline that has none. */
    void keep(VersionId version, Instant until);

    /** The version is not on standby any more. */
    void forget(VersionId version);

    /** Notes what was measured; not journalled. */
    void measured(Activation activation);

    /** Writes the next state with its journal entry, if {@code before} still is the newest epoch and its state. */
    boolean move(Activation before, Activation after);
}
