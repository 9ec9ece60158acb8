package dev.switchback.processor.aggregate;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Counts arguments that are not null. */
final class CountColumn implements StateColumn {
    private long[] counts = new long[0];

    @Override
    public void reserve(int capacity) {
        counts = Arrays.copyOf(counts, capacity);
    }

    @Override
    public void add(int group, @Nullable Object argument) {
        if (argument != null) {
            counts[group]++;
        }
    }

    @Override
    public void merge(int group, @Nullable Object value) {
        if (value instanceof Long count) {
            counts[group] += count;
        }
    }

    @Override
    public Object value(int group) {
        return counts[group];
    }

    @Override
    public void clear(int groups) {
        Arrays.fill(counts, 0, groups, 0);
    }
}
