package dev.switchback.query.barrier;

import java.util.Random;

/** A server's clocks: neither shows PostgreSQL's time, the monotonic one may be a little slow, and stands still in a suspended machine. */
final class SimulatedClock implements ServerClock {
    private final VirtualTime time;
    private final boolean monotonicOnly;
    private final long nanosOffset;
    private final double rate;
    private long suspended;
    private long wallMicros;

    SimulatedClock(VirtualTime time, Random random, Mutation mutation) {
        this.time = time;
        this.monotonicOnly = mutation == Mutation.ONE_CLOCK;
        this.nanosOffset = random.nextLong(1_000_000_000_000L) - 500_000_000_000L;
        this.wallMicros = random.nextLong(1_000_000_000L);
        // A part in a thousand either way: within what countedLease() allows for.
        this.rate = mutation == Mutation.CLOCK_TOO_SLOW ? 0.8 : 0.999 + random.nextDouble() * 0.002;
    }

    /** The monotonic clock stands still for so long. */
    void suspend(long micros) {
        suspended += micros;
    }

    /** Somebody sets the time of day. */
    void jump(long micros) {
        wallMicros += micros;
    }

    @Override
    public long nanos() {
        return nanosOffset + (long) ((time.now() - suspended) * 1_000 * rate);
    }

    @Override
    public long wallMillis() {
        long micros = monotonicOnly ? time.now() - suspended : time.now();
        return (wallMicros + (long) (micros * rate)) / 1_000;
    }
}
