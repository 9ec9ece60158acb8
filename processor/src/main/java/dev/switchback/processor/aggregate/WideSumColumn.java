package dev.switchback.processor.aggregate;

import java.math.BigDecimal;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Sums integers and decimals exactly, without bound: a session is stored whole, so its sum may be beyond what a batch's delta can be. */
final class WideSumColumn implements StateColumn {
    private @Nullable BigDecimal[] sums = new BigDecimal[0];

    @Override
    public void reserve(int capacity) {
        sums = Arrays.copyOf(sums, capacity);
    }

    @Override
    public void add(int group, @Nullable Object argument) {
        switch (argument) {
            case null -> {}
            case BigDecimal decimal -> plus(group, decimal);
            default -> plus(group, BigDecimal.valueOf(((Number) argument).longValue()));
        }
    }

    private void plus(int group, BigDecimal value) {
        BigDecimal sum = sums[group];
        sums[group] = sum == null ? value : sum.add(value);
    }

    @Override
    public void merge(int group, @Nullable Object value) {
        add(group, value);
    }

    @Override
    public @Nullable Object value(int group) {
        return sums[group];
    }

    @Override
    public void clear(int groups) {
        Arrays.fill(sums, 0, groups, null);
    }
}
