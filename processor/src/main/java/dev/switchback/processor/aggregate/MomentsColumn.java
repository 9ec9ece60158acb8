package dev.switchback.processor.aggregate;

import dev.switchback.views.state.Moments;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Keeps count, mean and squared distances of each group, by Welford's method (Technometrics 4, 1962). */
final class MomentsColumn implements StateColumn {
    private long[] counts = new long[0];
    private double[] means = new double[0];
    private double[] squares = new double[0];

    @Override
    public void reserve(int capacity) {
        counts = Arrays.copyOf(counts, capacity);
        means = Arrays.copyOf(means, capacity);
        squares = Arrays.copyOf(squares, capacity);
    }

    @Override
    public void add(int group, @Nullable Object argument) {
        if (argument instanceof Number number) {
            double value = number.doubleValue();
            double next = Math.abs(value) < Moments.LIMIT ? value : Double.NaN;
            long count = ++counts[group];
            double distance = next - means[group];
            means[group] += distance / count;
            squares[group] += distance * (next - means[group]);
        }
    }

    @Override
    public void merge(int group, @Nullable Object value) {
        if (value instanceof Moments other) {
            Moments merged = counts[group] == 0 ? other : moments(group).merge(other);
            counts[group] = merged.count();
            means[group] = merged.mean();
            squares[group] = merged.squares();
        }
    }

    private Moments moments(int group) {
        return new Moments(counts[group], means[group], squares[group]);
    }

    @Override
    public @Nullable Object value(int group) {
        return counts[group] == 0 ? null : moments(group);
    }

    @Override
    public void clear(int groups) {
        Arrays.fill(counts, 0, groups, 0);
        Arrays.fill(means, 0, groups, 0);
        Arrays.fill(squares, 0, groups, 0);
    }
}
