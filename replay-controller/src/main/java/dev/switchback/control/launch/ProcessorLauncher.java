package dev.switchback.control.launch;

import dev.switchback.views.VersionId;
import java.util.Set;

/**
 * Runs processors, one set of instances per version. Thread-safe. All methods return soon; starting and stopping may go on behind them.
 */
public interface ProcessorLauncher {
    /**
     * Starts instances of the version's processor until so many run, again where one ended, and stops those beyond. Called again and again:
     * it does nothing where all is as it should be.
     *
     * @param instances 1 or more
     */
    void ensureRunning(VersionId version, int instances);

    /**
     * Whether the version's processor, running or started from now on, leaves the processors of its machine to others that want them (a replay
     * that is not to be felt). A wish: a launcher that cannot does nothing.
     */
    default void giveWay(VersionId version, boolean givesWay) {}

    /** Stops the version's processor, all instances, if it runs. It has stopped when {@link #running} no longer names it. */
    void ensureStopped(VersionId version);

    /** Versions of whose processor an instance runs, or is starting, or is stopping. */
    Set<VersionId> running();
}
