package dev.switchback.control.preflight;

import java.time.Duration;
import java.util.List;

/**
 * What earlier replays took. Thread-safe. Throws {@link dev.switchback.views.StoreUnavailableException} while the store cannot be reached.
 */
public interface PastReplays {
    /** The newest replays of a pipeline that reached their fence without a pause or a throttle, newest first. */
    List<Run> of(String pipeline, int most);

    /**
     * One of them.
     *
     * @param time from the start of the processor until the fence was reached
     */
    record Run(long events, Duration time) {
        double eventsPerSecond() {
            return events / Math.max(0.001, time.toNanos() / 1e9);
        }
    }
}
