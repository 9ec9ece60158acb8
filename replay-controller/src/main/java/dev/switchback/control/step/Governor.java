package dev.switchback.control.step;

import dev.switchback.control.replay.Replay;
import dev.switchback.control.replay.Throttle;
import dev.switchback.views.run.RunOrder;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Turns a replay's throttle into the order for its processor. Under protection it closes the loop: the rate doubles, later grows by steps,
 * while the live version is fresh, and falls by a factor as soon as it is not (additive-increase, multiplicative-decrease: Chiu and Jain
 * 1989; slow start: Jacobson 1988). Rates are kept in memory: after a takeover they begin at the floor. One call per version at a time.
 */
final class Governor {
    private static final long PERIOD_NANOS = Duration.ofMillis(500).toNanos();
    private static final double DOUBLING = 2;
    private static final double GROWTH = 1.15;
    private static final double FALL = 0.6;
    /** A rate far above what the replay reaches would take long to fall to where it slows anything. */
    private static final double HEADROOM = 2;

    private final LiveFreshness freshness;
    private final Map<UUID, Loop> loops = new ConcurrentHashMap<>();

    Governor(LiveFreshness freshness) {
        this.freshness = freshness;
    }

    /** How far the version that answers queries is behind the log. */
    interface LiveFreshness {
        Reading of(String pipeline);
    }

    /** What was measured. */
    sealed interface Reading {
        /** No version is active: nothing is to be protected. */
        record NothingLive() implements Reading {}

        /** @param lag empty where it is longer than is remembered, or the log's end is not known */
        record Behind(Optional<Duration> lag) implements Reading {}
    }

    /** The order for the processor of a replay that has not caught up. */
    RunOrder order(Replay replay, long nanoTime) {
        Throttle throttle = replay.throttle();
        if (throttle.stops()) {
            return Orders.PAUSED;
        }
        if (throttle.protect().isEmpty()) {
            loops.remove(replay.id());
            return new RunOrder(false, throttle.eventsPerSecond());
        }
        Throttle.Protection protection = throttle.protect().get();
        Loop loop = loops.get(replay.id());
        if (loop == null || !loop.protection.equals(protection)) {
            loop = new Loop(protection, protection.floor(), true, nanoTime);
        } else if (nanoTime - loop.changed >= PERIOD_NANOS) {
            Reading reading = freshness.of(replay.version().pipeline());
            loop = loop.next(reading, replay.progress().eventsPerSecond(), nanoTime);
        }
        loops.put(replay.id(), loop);
        return new RunOrder(false, OptionalLong.of(Math.round(loop.rate)));
    }

    void forget(UUID replay) {
        loops.remove(replay);
    }

    /** @param starting whether the live version has been fresh ever since the loop began */
    private record Loop(Throttle.Protection protection, double rate, boolean starting, long changed) {
        Loop next(Reading reading, double reached, long now) {
            return switch (reading) {
                case Reading.NothingLive none -> new Loop(protection, protection.ceiling(), true, now);
                case Reading.Behind(Optional<Duration> lag) -> next(lag, reached, now);
            };
        }

        private Loop next(Optional<Duration> lag, double reached, long now) {
            Duration limit = protection.freshness();
            if (lag.isEmpty() || lag.get().compareTo(limit) > 0) {
                double from = reached > 0 ? Math.min(rate, reached * HEADROOM) : rate;
                return new Loop(protection, Math.max((double) protection.floor(), from * FALL), false, now);
            }
            if (lag.get().multipliedBy(2).compareTo(limit) > 0) {
                return new Loop(protection, rate, starting, now);
            }
            double wanted = rate * (starting ? DOUBLING : GROWTH);
            double useful = reached > 0 ? Math.max(reached * HEADROOM, (double) protection.floor()) : wanted;
            // Never below where it stands: what the replay reaches is smoothed, and lags behind.
            double next = Math.max(rate, Math.min(wanted, useful));
            return new Loop(protection, Math.min(next, (double) protection.ceiling()), starting, now);
        }
    }
}
