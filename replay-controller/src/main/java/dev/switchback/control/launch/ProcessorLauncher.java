package dev.switchback.control.launch;

import dev.switchback.views.VersionId;
import java.util.Set;

/**
 * Runs processors, one set of instances per version. Thread-safe. All methods return soon; starting and stopping may go on behind them.
 */
public interface ProcessorLauncher {
    /** Starts the version's processor unless it runs already, and again where it ended. */
    void ensureRunning(VersionId version);

    /**
     * Whether the version's processor, running or started from now on, leaves the processors of its machine to others that want them (a replay
     * that is not to be felt). A wish: a launcher that cannot does nothing.
     */
    default void giveWay(VersionId version, boolean givesWay) {}

    /** Stops the version's processor if it runs. It has stopped when {@link #running} no longer names it. */
    void ensureStopped(VersionId version);

    /** Versions whose processor runs, or is starting, or is stopping. */
    Set<VersionId> running();
}
