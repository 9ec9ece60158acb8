package dev.switchback.processor.history;

import java.time.Duration;

/**
 * When a batch ends.
 *
 * @param weight rows and values kept, over all views; below the 1,048,449 rows at which the store would split an insert
 * @param bytes kept, roughly
 * @param offsets covered
 * @param age near the head of the log
 * @param ageBehind far from it, where few large inserts are wanted
 */
public record HistoryLimits(int weight, long bytes, long offsets, Duration age, Duration ageBehind) {
    public static final HistoryLimits DEFAULT =
            new HistoryLimits(100_000, 16L << 20, 1_000_000, Duration.ofSeconds(1), Duration.ofSeconds(5));

    /** So many partitions may fill their batches at the same time. */
    private static final int FULL_BATCHES = 8;

    /** Limits with which the batches of all partitions fit the memory, should one instance own them all. */
    public HistoryLimits dividedOver(int partitions) {
        int parts = Math.max(1, partitions / FULL_BATCHES);
        return new HistoryLimits(Math.max(1_000, weight / parts), bytes / parts, offsets, age, ageBehind);
    }
}
