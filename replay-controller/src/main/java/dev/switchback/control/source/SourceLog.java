package dev.switchback.control.source;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The log that versions are built from. Thread-safe. Methods throw {@link dev.switchback.views.StoreUnavailableException} while it cannot
 * be reached.
 */
public interface SourceLog extends AutoCloseable {
    /** What the log holds now; empty where there is no such topic. */
    Optional<Extent> extent(String topic);

    /** The smallest timestamp, of the broker's, of the first records of all partitions; empty where there are no records. */
    Optional<Instant> oldest(String topic);

    /** How the topic loses events by its configuration. */
    Retention retention(String topic);

    /** Removes a consumer group and its offsets. Where we may see that there is none, the right to remove it is not needed. */
    GroupRemoval removeGroup(String group);

    /**
     * Removes topics; returns whether none is left, which may take a moment.
     *
     * @param probe one of their names, whether there is such a topic or not: topics that we may not see are refused, not passed over
     */
    boolean removeTopics(String probe, Predicate<String> named);

    /** Names of all topics. */
    List<String> topics();

    /** Names of all consumer groups. */
    List<String> groups();

    /**
     * Whether it can be reached; needs no rights.
     *
     * @throws dev.switchback.views.StoreDeniedException if it does not know us
     */
    boolean answers();

    /** What it has refused us within the last seconds; empty: nothing. Whoever goes on to need it asks again within them. */
    Optional<String> refusal();

    @Override
    void close();

    /**
     * Per partition {@code [beginning, end)}.
     *
     * @param ends read-committed: a consumer that passes over open transactions can reach them
     */
    record Extent(Map<Integer, Long> beginnings, Map<Integer, Long> ends) {
        public Extent {
            beginnings = Map.copyOf(beginnings);
            ends = Map.copyOf(ends);
        }
    }

    /**
     * Settings of the topic by which events go, as they stand at the broker.
     *
     * @param millis {@code retention.ms}; -1: without limit
     * @param bytes {@code retention.bytes} per partition; -1: without limit
     * @param deletes whether old events are removed, by age or size
     * @param compacts whether older events of a key are removed
     */
    record Retention(long millis, long bytes, boolean deletes, boolean compacts) {}

    /** Outcome of {@link #removeGroup}. */
    enum GroupRemoval {
        /** It is gone, or was never there. */
        GONE,
        /** It still has members. */
        IN_USE
    }
}
