package dev.switchback.processor.live;

import dev.switchback.views.VersionId;
import java.util.OptionalLong;

/**
 * Moves the marks of a live store, each batch with its mark in one step. Thread-safe. Methods throw
 * {@link dev.switchback.views.StoreUnavailableException} while the store cannot be reached; repeating a call is harmless, as its mark tells.
 */
public interface LiveMarks {
    /** Takes every batch, keeps none, and has no mark. */
    LiveMarks NOWHERE = new LiveMarks() {
        @Override
        public LiveMark look(VersionId version, int shard, int partition, long start, long reached, boolean lagging) {
            return new LiveMark(start, 0, OptionalLong.empty());
        }

        @Override
        public LiveMark apply(VersionId version, int shard, long start, String[] arguments) {
            return new LiveMark(Long.parseLong(arguments[LiveFlush.FROM]), 0, OptionalLong.empty());
        }

        @Override
        public boolean markIdle(VersionId version, int shard, int partition, long mark, boolean isIdle) {
            return true;
        }
    };

    /**
     * Finds out where a partition stands in a shard. A mark before {@code reached} means that the store lost data; then readers are made to
     * wait until that is reached again.
     *
     * @param start the mark where there is none
     * @param lagging whether a mark that exists may lie before {@code reached} although nothing was lost
     */
    LiveMark look(VersionId version, int shard, int partition, long start, long reached, boolean lagging);

    /**
     * Applies a batch.
     *
     * @param start the mark of a shard that has none
     * @return where the partition stood before
     */
    LiveMark apply(VersionId version, int shard, long start, String[] arguments);

    /** Says whether a partition is idle, where the shard's mark is {@code mark}; returns whether it is. */
    boolean markIdle(VersionId version, int shard, int partition, long mark, boolean isIdle);
}
