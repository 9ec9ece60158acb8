package dev.switchback.processor.live;

import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Where a shard stands for one partition. Both belong together: they are read, and written, in one step.
 *
 * @param offset of the next record to apply
 * @param rebuildUntil the mark from which on the shard is whole again after a loss; 0 where nothing was lost
 * @param newest largest event time among the good events before it, epoch milliseconds; empty where there is none
 */
record LiveMark(long offset, long rebuildUntil, OptionalLong newest) {

    /**
     * Reads what a script answers: mark, rebuild target and time, nothing where there is none.
     *
     * @param start the mark of a shard that has none, or an older one
     */
    static LiveMark of(List<@Nullable String> answer, long start) {
        OptionalLong mark = number(answer, 0);
        long rebuildUntil = number(answer, 1).orElse(0);
        return mark.isEmpty() || mark.getAsLong() <= start
                ? new LiveMark(start, rebuildUntil, OptionalLong.empty())
                : new LiveMark(mark.getAsLong(), rebuildUntil, number(answer, 2));
    }

    private static OptionalLong number(List<@Nullable String> answer, int place) {
        String value = place < answer.size() ? answer.get(place) : null;
        return value == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(value));
    }

    /** The later of two event times. */
    static OptionalLong later(OptionalLong known, long eventTime) {
        return known.isPresent() && known.getAsLong() >= eventTime ? known : OptionalLong.of(eventTime);
    }
}
