package dev.switchback.control.replay;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How fast a replay may go until it has caught up; afterwards the version runs without limit. At most one of the two is present; neither:
 * as fast as it can.
 *
 * @param eventsPerSecond over all instances; 0 takes no events
 * @param protect the rate follows the live version's freshness
 */
public record Throttle(OptionalLong eventsPerSecond, Optional<Protection> protect) {
    public static final Throttle NONE = new Throttle(OptionalLong.empty(), Optional.empty());

    public Throttle {
        if (eventsPerSecond.isPresent() && protect.isPresent()) {
            throw new IllegalArgumentException("a fixed rate and protection exclude each other");
        }
        if (eventsPerSecond.orElse(0) < 0) {
            throw new IllegalArgumentException("a rate is zero or more");
        }
    }

    /** Whether it takes no events at all. */
    public boolean stops() {
        return eventsPerSecond.isPresent() && eventsPerSecond.getAsLong() == 0;
    }

    /**
     * Protection of the live version.
     *
     * @param freshness how far the active version may fall behind the log before the replay slows down
     * @param floor events a second that the replay keeps whatever happens, 1 or more
     * @param ceiling events a second that it never exceeds
     */
    public record Protection(Duration freshness, long floor, long ceiling) {
        public static final long DEFAULT_FLOOR = 1_000;
        public static final long DEFAULT_CEILING = 10_000_000;

        public Protection {
            if (freshness.isNegative() || freshness.isZero() || floor < 1 || ceiling < floor) {
                throw new IllegalArgumentException("freshness is above zero, and 1 <= floor <= ceiling");
            }
        }
    }
}
