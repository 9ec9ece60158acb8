package dev.switchback.control.replay;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How long a replay was estimated to take until its fence, and how long it took.
 *
 * @param basis how many earlier replays of the pipeline the estimate is the median of; 0: there was none, and so no estimate
 * @param eventsPerSecond the rate that it rests on; 0 while none is known
 * @param estimated empty where no rate was known
 * @param began when events could be taken first; empty before
 * @param slowed whether it was paused or throttled, so that the estimate says nothing of it
 * @param took from then until every partition had passed the fence; empty before
 * @param errorPercent by how much the estimate was too long, in percent of what it took; below zero: too short. Empty before the fence, without an
 *     estimate, and where it was slowed
 */
public record Forecast(
        int basis,
        double eventsPerSecond,
        Optional<Duration> estimated,
        Optional<Instant> began,
        boolean slowed,
        Optional<Duration> took,
        Optional<Double> errorPercent) {

    /** Before the replay began. */
    public static Forecast of(int basis, double eventsPerSecond, Optional<Duration> estimated, boolean slowed) {
        return new Forecast(
                basis, eventsPerSecond, estimated, Optional.empty(), slowed, Optional.empty(), Optional.empty());
    }

    Forecast begun(Instant now) {
        return new Forecast(basis, eventsPerSecond, estimated, Optional.of(now), slowed, took, errorPercent);
    }

    /** After the fence it makes no difference any more. */
    Forecast slowedDown() {
        return took.isPresent()
                ? this
                : new Forecast(basis, eventsPerSecond, estimated, began, true, took, errorPercent);
    }

    /** The fence is passed. */
    Forecast reached(Instant now) {
        Optional<Duration> real = began.map(then -> Duration.between(then, now));
        Optional<Double> error = slowed ? Optional.empty() : real.flatMap(this::error);
        return new Forecast(basis, eventsPerSecond, estimated, began, slowed, real, error);
    }

    private Optional<Double> error(Duration real) {
        double seconds = Math.max(0.001, real.toNanos() / 1e9);
        return estimated.map(guess -> (guess.toNanos() / 1e9 - seconds) / seconds * 100);
    }
}
