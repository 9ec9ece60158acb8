package dev.switchback.processor.runtime;

import dev.switchback.views.manifest.Source;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;

/**
 * Event time of one partition, and which of its events come too late. An event is late if it is older than the largest event time of its
 * partition before it, less the out-of-orderness and the allowed lateness (ADR 085): whatever the batches, the owners and the restarts,
 * only the records before it decide. Dead letters do not count, and late events cannot move the largest. Belongs to one thread.
 */
final class EventClock {
    private final boolean diverts;
    private final long tolerated;
    private OptionalLong newest = OptionalLong.empty();

    EventClock(Source source) {
        this.diverts = source.tolerated().isPresent();
        this.tolerated = source.tolerated().orElse(Duration.ZERO).toMillis();
    }

    /** Goes on from elsewhere in the partition. */
    void restart(OptionalLong newestBefore) {
        newest = newestBefore;
    }

    /** Whether there was a good event. */
    boolean isSet() {
        return newest.isPresent();
    }

    /** Whether the next event is late. Never where late events are accepted. */
    boolean isLate(long eventTime) {
        return diverts && newest.isPresent() && eventTime < newest.getAsLong() - tolerated;
    }

    /** A sentence for the dead letter of a late event. */
    String lateDetail(long eventTime) {
        long behind = newest.orElseThrow() - eventTime;
        return "the event time " + Instant.ofEpochMilli(eventTime) + " is " + Duration.ofMillis(behind)
                + " behind the newest of its partition before it, " + Instant.ofEpochMilli(newest.getAsLong())
                + "; more than " + Duration.ofMillis(tolerated)
                + " (out_of_orderness and allowed_lateness) is late";
    }

    /** A good event was taken. */
    void saw(long eventTime) {
        if (newest.isEmpty() || newest.getAsLong() < eventTime) {
            newest = OptionalLong.of(eventTime);
        }
    }
}
