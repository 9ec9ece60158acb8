package dev.switchback.processor.live;

import java.util.Map;
import java.util.OptionalLong;

/**
 * The log's ends when this processor started. They tell early which windows will be gone from the live store when it has caught up.
 *
 * @param byPartition the partitions that held records
 */
public record LiveTails(Map<Integer, Tail> byPartition) {
    /** Nothing is known: no window is skipped. */
    public static final LiveTails UNKNOWN = new LiveTails(Map.of());

    public LiveTails {
        byPartition = Map.copyOf(byPartition);
    }

    /**
     * One partition's end.
     *
     * @param end offset after the last record
     * @param eventTime newest among the last records, epoch milliseconds; empty where none of them could be decoded
     */
    public record Tail(long end, OptionalLong eventTime) {}

    /**
     * A watermark, before the out-of-orderness bound, that the version surely reaches; empty where a partition's is unknown. The newest
     * event time of a partition never falls, so the minimum over its parts does not either.
     */
    OptionalLong newestOfAll() {
        if (byPartition.values().stream().anyMatch(tail -> tail.eventTime().isEmpty())) {
            return OptionalLong.empty();
        }
        return byPartition.values().stream()
                .mapToLong(tail -> tail.eventTime().getAsLong())
                .min();
    }
}
