package dev.switchback.views.access;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * At most so many requests a second per caller, and as many again at once: a token bucket each (the generic cell rate, in its plain form). A library
 * would bring more than these lines. Remembers the callers seen last, so that no flood of names fills the memory. Thread-safe.
 */
public final class RateLimit {
    private static final int CALLERS = 10_000;

    private final double perSecond;
    private final LongSupplier nanos;
    private final Map<String, Bucket> buckets = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
            return size() > CALLERS;
        }
    };

    /** @param perSecond 0: no limit */
    public RateLimit(long perSecond) {
        this(perSecond, System::nanoTime);
    }

    RateLimit(long perSecond, LongSupplier nanos) {
        this.perSecond = (double) perSecond;
        this.nanos = nanos;
    }

    /** Counts a request; returns whether it may go on. */
    public synchronized boolean admits(String caller) {
        if (perSecond == 0) {
            return true;
        }
        long now = nanos.getAsLong();
        Bucket before = buckets.get(caller);
        double left =
                before == null ? perSecond : Math.min(perSecond, before.left + (now - before.at) / 1e9 * perSecond);
        boolean admitted = left >= 1;
        buckets.put(caller, new Bucket(admitted ? left - 1 : left, now));
        return admitted;
    }

    private record Bucket(double left, long at) {}
}
