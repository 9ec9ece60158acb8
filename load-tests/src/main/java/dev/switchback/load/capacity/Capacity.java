package dev.switchback.load.capacity;

import static dev.switchback.load.capacity.GrowingLog.require;

/**
 * What a replay has to itself; {@link Double#POSITIVE_INFINITY} is no limit.
 *
 * @param threads of all instances of the version that is built
 * @param threadPerSecond events a second that one thread takes, once it runs
 * @param throttle events a second that the replay is allowed over all instances
 * @param historyRowsPerSecond rows a second that ClickHouse takes, from the live version too
 * @param rowsPerEvent rows that one event becomes there, over all views
 * @param brokerPerSecond events a second that the broker hands out, to the live version too
 * @param startSeconds until the first event is taken
 */
public record Capacity(
        int threads,
        double threadPerSecond,
        double throttle,
        double historyRowsPerSecond,
        double rowsPerEvent,
        double brokerPerSecond,
        double startSeconds) {
    public Capacity {
        require(threads >= 1, "a replay has 1 thread or more, not " + threads);
        require(threadPerSecond > 0, "a thread takes more than 0 events a second, not " + threadPerSecond);
        require(throttle >= 0, "a throttle is 0 or more: " + throttle);
        require(
                historyRowsPerSecond > 0,
                "the history store takes more than 0 rows a second, not " + historyRowsPerSecond);
        require(rowsPerEvent >= 0, "an event becomes 0 rows or more, not " + rowsPerEvent);
        require(brokerPerSecond > 0, "the broker hands out more than 0 events a second, not " + brokerPerSecond);
        require(startSeconds >= 0, "a start takes 0 seconds or more, not " + startSeconds);
    }

    /** Nothing but its threads limits it. */
    public static Capacity ofThreads(int threads, double threadPerSecond) {
        return new Capacity(
                threads,
                threadPerSecond,
                Double.POSITIVE_INFINITY,
                Double.POSITIVE_INFINITY,
                1,
                Double.POSITIVE_INFINITY,
                0);
    }

    /** The highest rate that everything shared allows a replay beside a live version that takes so many events a second. */
    double shared(double livePerSecond) {
        double history =
                rowsPerEvent == 0 ? Double.POSITIVE_INFINITY : historyRowsPerSecond / rowsPerEvent - livePerSecond;
        return Math.max(0, Math.min(throttle, Math.min(history, brokerPerSecond - livePerSecond)));
    }
}
