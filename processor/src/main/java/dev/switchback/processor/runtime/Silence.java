package dev.switchback.processor.runtime;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How long a partition has brought no event, on the monotonic clock of its owner. Time in which the owner took no records does not count.
 * Belongs to one thread.
 */
final class Silence {
    private final long timeoutNanos;
    private final LongSupplier nanoTime;
    private long since;
    private boolean heard;
    private boolean told;

    /**
     * @param nanoTime monotonic clock
     * @param told whether the stores hold the partition for idle
     */
    Silence(Duration timeout, LongSupplier nanoTime, boolean told) {
        this.timeoutNanos = timeout.toNanos();
        this.nanoTime = nanoTime;
        this.since = nanoTime.getAsLong();
        this.told = told;
    }

    /** An event came. Returns whether the stores hold the partition for idle, and have to be told otherwise. */
    boolean broken() {
        heard = true;
        boolean wasTold = told;
        told = false;
        return wasTold;
    }

    /** Starts to count anew: the owner takes no records now, or could not find out whether there are more. */
    void restart() {
        since = nanoTime.getAsLong();
    }

    /** Whether the partition has been silent for the timeout, and the stores do not know it yet. */
    boolean isDue() {
        if (heard) {
            heard = false;
            restart();
        }
        return !told && nanoTime.getAsLong() - since >= timeoutNanos;
    }

    /** The stores were told. */
    void told() {
        told = true;
    }
}
