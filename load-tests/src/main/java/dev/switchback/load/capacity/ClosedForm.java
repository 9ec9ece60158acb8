package dev.switchback.load.capacity;

import dev.switchback.load.capacity.Outlook.Limit;

/**
 * The arithmetic of a replay beside a steady arrival: it gains on the log by the difference of two rates. Exact for events that are spread
 * evenly; with a busier partition it says when that partition would be at its end if it had a thread to itself, which is a lower bound.
 */
public record ClosedForm(GrowingLog log, Capacity capacity) {
    /**
     * Whether and when it catches up, with the mean rate of arrival: {@code start + (events + arriving * start) / (rate - arriving)}, for the
     * whole and for the busiest partition, whichever is later.
     */
    public Outlook outlook() {
        double whole = seconds(1, rate());
        double busiest = seconds(log.busiest(), Math.min(capacity.threadPerSecond(), rate()));
        double latest = Math.max(whole, busiest);
        return Double.isInfinite(latest) ? new Outlook.Never(limit()) : new Outlook.CatchesUp(latest);
    }

    /** Events a second that the replay takes as a whole while no partition is at its end. */
    public double rate() {
        return Math.min(threadsRate(), capacity.shared(log.eventsPerSecond()));
    }

    /** What bounds it. */
    public Limit limit() {
        double shared = capacity.shared(log.eventsPerSecond());
        if (capacity.threadPerSecond() / log.busiest() < Math.min(threadsRate(), shared) * (1 - 1e-9)) {
            return Limit.BUSIEST_PARTITION;
        }
        if (threadsRate() <= shared) {
            return Limit.THREADS;
        }
        if (shared == capacity.throttle()) {
            return Limit.THROTTLE;
        }
        return capacity.brokerPerSecond() - log.eventsPerSecond() == shared ? Limit.BROKER : Limit.HISTORY;
    }

    /** The fewest threads that take more than arrives, with nothing else in their way; no topic's partitions limit them. */
    public int fewestThreads() {
        return (int) Math.floor(log.eventsPerSecond() / capacity.threadPerSecond()) + 1;
    }

    /** Threads keep their partitions: where the numbers do not divide, the thread that has most of them is the last. */
    private double threadsRate() {
        int threads = Math.min(capacity.threads(), log.partitions());
        double partitionsOfOne = Math.ceil((double) log.partitions() / threads);
        return capacity.threadPerSecond() * log.partitions() / partitionsOfOne;
    }

    private double seconds(double share, double rate) {
        double arriving = log.eventsPerSecond() * share;
        double backlog = log.events() * share + arriving * capacity.startSeconds();
        if (backlog == 0) {
            return capacity.startSeconds();
        }
        return rate <= arriving ? Double.POSITIVE_INFINITY : capacity.startSeconds() + backlog / (rate - arriving);
    }
}
