package dev.switchback.processor.aggregate;

import java.math.BigDecimal;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Sums decimals exactly, within the 38 digits of the result; the batch is ended before a sum could need more. */
final class DecimalSumColumn implements StateColumn {
    private static final int RESULT_DIGITS = 38;
    /** So many more digits than its argument mean more events than a batch can have. */
    private static final int SAFE_DIGITS = 10;

    private final boolean bounded;
    private @Nullable BigDecimal[] sums = new BigDecimal[0];
    private BigDecimal bound = BigDecimal.ZERO;

    DecimalSumColumn(int argumentPrecision) {
        this.bounded = argumentPrecision > RESULT_DIGITS - SAFE_DIGITS;
    }

    @Override
    public boolean hasRoom(@Nullable Object argument) {
        return !bounded
                || !(argument instanceof BigDecimal value)
                || bound.signum() == 0
                || bound.add(value.abs()).precision() <= RESULT_DIGITS;
    }

    @Override
    public void reserve(int capacity) {
        sums = Arrays.copyOf(sums, capacity);
    }

    @Override
    public void add(int group, @Nullable Object argument) {
        if (argument instanceof BigDecimal value) {
            BigDecimal sum = sums[group];
            sums[group] = sum == null ? value : sum.add(value);
            if (bounded) {
                bound = bound.add(value.abs());
            }
        }
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
        bound = BigDecimal.ZERO;
    }
}
