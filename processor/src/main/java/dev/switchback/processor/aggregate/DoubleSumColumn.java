package dev.switchback.processor.aggregate;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Sums floating-point numbers, with the rounding errors kept apart and added at the end (Neumaier, ZAMM 54, 1974), so that a batch's sum is
 * within two units of its last place however many numbers it has; see ADR 088.
 */
final class DoubleSumColumn implements StateColumn {
    private double[] sums = new double[0];
    private double[] errors = new double[0];
    private boolean[] seen = new boolean[0];

    @Override
    public void reserve(int capacity) {
        sums = Arrays.copyOf(sums, capacity);
        errors = Arrays.copyOf(errors, capacity);
        seen = Arrays.copyOf(seen, capacity);
    }

    @Override
    public void add(int group, @Nullable Object argument) {
        if (argument instanceof Number number) {
            double value = number.doubleValue();
            double sum = sums[group];
            double next = sum + value;
            errors[group] += Math.abs(sum) >= Math.abs(value) ? (sum - next) + value : (value - next) + sum;
            sums[group] = next;
            seen[group] = true;
        }
    }

    @Override
    public void merge(int group, @Nullable Object value) {
        add(group, value);
    }

    @Override
    public @Nullable Object value(int group) {
        if (!seen[group]) {
            return null;
        }
        // Beyond a DOUBLE's range there is no error to speak of: it would be NaN.
        double sum = sums[group];
        return Double.isFinite(sum) ? sum + errors[group] : sum;
    }

    @Override
    public void clear(int groups) {
        Arrays.fill(sums, 0, groups, 0);
        Arrays.fill(errors, 0, groups, 0);
        Arrays.fill(seen, 0, groups, false);
    }
}
