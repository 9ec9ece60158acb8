package dev.switchback.query.barrier;

import java.time.Duration;

/**
 * Until when a server may answer from what it last read. Both clocks must agree that it still runs: the monotonic one is right but stands
 * still in a suspended machine, and the time of day, where it jumps ahead, costs no more than one reading.
 *
 * @param endNanos on the monotonic clock
 * @param endWallMillis on the clock of the day
 */
record Lease(long endNanos, long endWallMillis) {
    static Lease from(ServerClock clock, Duration length) {
        return new Lease(clock.nanos() + length.toNanos(), clock.wallMillis() + length.toMillis());
    }

    boolean runs(ServerClock clock) {
        return clock.nanos() - endNanos < 0 && clock.wallMillis() < endWallMillis;
    }
}
