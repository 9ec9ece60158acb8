package dev.switchback.processor.session;

import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A record of the topic of sessions. A range of offsets of a partition of the source brings, in one transaction, parts of sessions and then
 * a marker to every partition of the topic; ranges follow each other without holes, and one that comes again is the same range.
 */
sealed interface SessionMessage {
    Range range();

    /**
     * Where it comes from.
     *
     * @param source partition of the source
     * @param from offset at which the range begins
     * @param cut number of the newest cut that the range comes after; 0: it is before all of them. Empty: a release before ADR 150 wrote it
     */
    record Range(int source, long from, OptionalInt cut) {}

    /**
     * Events of one session that the range holds.
     *
     * @param view position in the plan
     * @param start event time of the first one, epoch milliseconds
     * @param last event time of the last one
     * @param events how many
     */
    record Part(Range range, int view, String key, long start, long last, long events, List<@Nullable Object> states)
            implements SessionMessage {}

    /**
     * The range's end.
     *
     * @param beginning offset at which the version began
     * @param end offset after the range
     * @param maxEventTime largest event time below {@code end}
     */
    record Marker(Range range, long beginning, long end, OptionalLong maxEventTime) implements SessionMessage {}
}
