package dev.switchback.processor.aggregate;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Sums integers exactly. It never overflows: once the absolute values added since the last {@link #clear} could reach 2^63, it has no room
 * and the batch is ended before the event. Deltas merge in the stores.
 */
final class LongSumColumn implements StateColumn {
    private long[] sums = new long[0];
    private boolean[] seen = new boolean[0];
    /** Sum of absolute values over all groups, up to the largest long; no group's sum can be beyond it. */
    private long bound;

    @Override
    public boolean hasRoom(@Nullable Object argument) {
        return !(argument instanceof Number number) || bound == 0 || bound + magnitude(number.longValue()) >= 0;
    }

    private static long magnitude(long value) {
        return value == Long.MIN_VALUE ? Long.MAX_VALUE : Math.abs(value);
    }

    @Override
    public void reserve(int capacity) {
        sums = Arrays.copyOf(sums, capacity);
        seen = Arrays.copyOf(seen, capacity);
    }

    @Override
    public void add(int group, @Nullable Object argument) {
        if (argument instanceof Number number) {
            long value = number.longValue();
            bound += magnitude(value);
            if (bound < 0) {
                // An event is added to a group per window: no group comes near this bound.
                bound = Long.MAX_VALUE;
            }
            sums[group] += value;
            seen[group] = true;
        }
    }

    @Override
    public void merge(int group, @Nullable Object value) {
        add(group, value);
    }

    @Override
    public @Nullable Object value(int group) {
        return seen[group] ? (Object) sums[group] : null;
    }

    @Override
    public void clear(int groups) {
        Arrays.fill(sums, 0, groups, 0);
        Arrays.fill(seen, 0, groups, false);
        bound = 0;
    }
}
