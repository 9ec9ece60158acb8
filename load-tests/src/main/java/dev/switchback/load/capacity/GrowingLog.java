package dev.switchback.load.capacity;

/**
 * The log that a replay reads.
 *
 * @param events that lie in it when the replay is requested
 * @param eventsPerSecond that arrive meanwhile, as a mean over days
 * @param partitions over which they are spread
 * @param busiest share of all events that one partition has; the others have equal shares of the rest. At least 1 / partitions
 * @param swing how far the rate of arrival swings around its mean within a day: 0 not at all, 1 between nothing and twice the mean
 */
public record GrowingLog(double events, double eventsPerSecond, int partitions, double busiest, double swing) {
    private static final double DAY = 86_400;

    public GrowingLog {
        require(events >= 0, "a log has 0 events or more, not " + events);
        require(eventsPerSecond >= 0, "0 events a second or more arrive, not " + eventsPerSecond);
        require(partitions >= 1, "a topic has 1 partition or more, not " + partitions);
        require(
                busiest >= 1.0 / partitions - 1e-9 && busiest <= 1,
                "the busiest of " + partitions + " partitions has a share between " + 1.0 / partitions + " and 1, not "
                        + busiest);
        require(swing >= 0 && swing <= 1, "the swing lies between 0 and 1: " + swing);
    }

    /** Spread evenly, at a steady rate. */
    public static GrowingLog even(double events, double eventsPerSecond, int partitions) {
        return new GrowingLog(events, eventsPerSecond, partitions, 1.0 / partitions, 0);
    }

    /** The share of one partition; the busiest is the first. */
    double share(int partition) {
        return partition == 0 ? busiest : (1 - busiest) / (partitions - 1);
    }

    /** Events a second that arrive at a time; the day's peak is a quarter of a day after the request. */
    double arriving(double seconds) {
        return eventsPerSecond * (1 + swing * Math.sin(2 * Math.PI * seconds / DAY));
    }

    /** The highest rate of arrival within a day. */
    double peak() {
        return eventsPerSecond * (1 + swing);
    }

    static void require(boolean holds, String sentence) {
        if (!holds) {
            throw new IllegalArgumentException(sentence);
        }
    }
}
