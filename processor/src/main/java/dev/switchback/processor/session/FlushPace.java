package dev.switchback.processor.session;

import java.time.Duration;

/**
 * How long a task waits between two flushes, so that the flushes of all tasks of its thread take at most half of the thread's time. Kafka
 * Streams takes one record per task between two rounds of punctuators that are always due: with stores slower than the period, a task would
 * take one record per insert (ADR 197). Belongs to one task and its thread.
 */
final class FlushPace {
    /** However slow the stores are: what they are told must not get too old. */
    private static final long LONGEST_NANOS = Duration.ofSeconds(10).toNanos();

    /** Nanoseconds in flushes of any task of one thread. Not thread-safe. */
    static final class Spent {
        private long nanos;
    }

    private final long period;
    private final Spent thread;
    private long before;

    /** @param period between flushes where the stores are quick */
    FlushPace(Duration period, Spent thread) {
        this.period = period.toNanos();
        this.thread = thread;
        this.before = thread.nanos;
    }

    /** A flush took so many nanoseconds; returns how long to wait before the next. */
    Duration after(long nanos) {
        thread.nanos += nanos;
        long round = thread.nanos - before;
        before = thread.nanos;
        return Duration.ofNanos(Math.clamp(2 * round, period, Math.max(period, LONGEST_NANOS)));
    }
}
