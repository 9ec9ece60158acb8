package dev.switchback.control.replay;

import java.time.Duration;

/**
 * When a version counts as caught up: behind by at most {@code maxLagEvents} events over all partitions or by at most {@code maxLag} of
 * time, without a break for {@code hold}.
 */
public record CatchUpLimits(long maxLagEvents, Duration maxLag, Duration hold) {
    public static final CatchUpLimits DEFAULT = new CatchUpLimits(2_000, Duration.ofSeconds(2), Duration.ofSeconds(1));

    public CatchUpLimits {
        if (maxLagEvents < 0 || maxLag.isNegative() || hold.isNegative()) {
            throw new IllegalArgumentException("catch-up limits are zero or more");
        }
    }
}
