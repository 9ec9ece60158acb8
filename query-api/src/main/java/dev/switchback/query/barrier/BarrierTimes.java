package dev.switchback.query.barrier;

import java.time.Duration;

/**
 * Times of the barrier's reader.
 *
 * @param lease how long an answer of PostgreSQL may be used without asking again
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

    public BarrierTimes {
        if (renewal.compareTo(lease) >= 0) {
            throw new IllegalArgumentException(
                    "a lease of " + lease + " would run out before its renewal after " + renewal);
        }
    }
}
