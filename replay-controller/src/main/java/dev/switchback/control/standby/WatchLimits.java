package dev.switchback.control.standby;

import java.time.Duration;
import java.util.Optional;

/**
 * What a version must keep to for a while after a switch to it.
 *
 * @param period how long it is watched
 * @param maxErrorRate share of the queries that may fail, 0 to 1
 * @param maxLatency within which 99 of 100 queries have to end
 * @param maxLag how far the version may be behind the log
 */
public record WatchLimits(
        Duration period, Optional<Double> maxErrorRate, Optional<Duration> maxLatency, Optional<Duration> maxLag) {
    public static final Duration DEFAULT_PERIOD = Duration.ofMinutes(10);

    public WatchLimits {
        if (period.isZero() || period.isNegative()) {
            throw new IllegalArgumentException("a watch has a period above zero, not " + period);
        }
        if (maxErrorRate.isEmpty() && maxLatency.isEmpty() && maxLag.isEmpty()) {
            throw new IllegalArgumentException("a watch has a limit at least");
        }
    }

    /** Whether the limits are on what query servers measure. */
    public boolean onQueries() {
        return maxErrorRate.isPresent() || maxLatency.isPresent();
    }
}
