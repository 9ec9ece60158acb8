package dev.switchback.query.barrier;

import java.time.Duration;

/**
 * Times of the barrier's reader.
 *
 * @param lease how long PostgreSQL is asked to wait for this server after each reading
 * @param renewal from one reading to the next while nothing happens
 * @param holdPoll from one reading to the next while queries are held, in case a notification is lost
 * @param retry after a reading that failed
 * @param patience how long a query waits for a pointer before it is told that there is none
 */
public record BarrierTimes(Duration lease, Duration renewal, Duration holdPoll, Duration retry, Duration patience) {
    public static final BarrierTimes STANDARD = new BarrierTimes(
            Duration.ofSeconds(3),
            Duration.ofSeconds(1),
            Duration.ofMillis(50),
            Duration.ofMillis(200),
            Duration.ofSeconds(10));

    private static final int DRIFT_PARTS = 200;

    public BarrierTimes {
        if (renewal.compareTo(lease.minus(lease.dividedBy(DRIFT_PARTS))) >= 0) {
            throw new IllegalArgumentException(
                    "a lease of " + lease + " would run out before its renewal after " + renewal);
        }
    }

    /**
     * How long the server itself uses what it read: a little less, so that its clock may be slower than PostgreSQL's by that part. Clocks
     * that are being set by NTP differ by at most one part in a thousand (kernel's slew limit, 500 ppm, on both sides).
     */
    public Duration countedLease() {
        return lease.minus(lease.dividedBy(DRIFT_PARTS));
    }
}
