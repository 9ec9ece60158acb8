package dev.switchback.embedded.process;

/** An engine that has started and answered. */
public interface RunningEngine extends AutoCloseable {
    /** Whether its process still runs. */
    boolean isAlive();

    /** Stops it cleanly, by force after its grace period; returns when it is gone. */
    @Override
    void close();
}
