package dev.switchback.processor.runtime;

import java.util.OptionalLong;

/**
 * A token bucket over all threads of an instance: one second's worth at most. Takers may go into debt, by one poll, and then wait until
 * it is paid. Thread-safe.
 */
public final class Throttle {
    private static final long SECOND = 1_000_000_000L;

    private long perSecond = Long.MAX_VALUE;
    private double tokens;
    private long refilled = System.nanoTime();

    /** @param eventsPerSecond empty: without limit */
    public synchronized void limit(OptionalLong eventsPerSecond) {
        refill();
        perSecond = Math.max(1, eventsPerSecond.orElse(Long.MAX_VALUE));
        tokens = Math.min(tokens, (double) perSecond);
    }

    /** Whether more records may be fetched now. */
    public synchronized boolean open() {
        refill();
        return perSecond == Long.MAX_VALUE || tokens > 0;
    }

    public synchronized void take(int records) {
        if (perSecond != Long.MAX_VALUE) {
            refill();
            tokens -= records;
        }
    }

    private void refill() {
        long now = System.nanoTime();
        if (perSecond != Long.MAX_VALUE) {
            tokens = Math.min((double) perSecond, tokens + (double) (now - refilled) * perSecond / SECOND);
        }
        refilled = now;
    }
}
