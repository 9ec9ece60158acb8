package dev.switchback.processor.aggregate;

import dev.switchback.views.state.ValueOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Keeps the smallest or largest argument. */
final class ExtremeColumn implements StateColumn {
    private final ValueOrder order;
    private final int sign;
    private @Nullable Object[] extremes = new Object[0];

    /** @param sign 1 for the largest, -1 for the smallest */
    ExtremeColumn(ValueOrder order, int sign) {
        this.order = order;
        this.sign = sign;
    }

    @Override
    public void reserve(int capacity) {
        extremes = Arrays.copyOf(extremes, capacity);
    }

    @Override
    public void add(int group, @Nullable Object argument) {
        if (argument == null) {
            return;
        }
        Object extreme = extremes[group];
        if (extreme == null || Integer.signum(order.compare(argument, extreme)) == sign) {
            extremes[group] = argument;
        }
    }

    @Override
    public void merge(int group, @Nullable Object value) {
        add(group, value);
    }

    @Override
    public @Nullable Object value(int group) {
        return extremes[group];
    }

    @Override
    public void clear(int groups) {
        Arrays.fill(extremes, 0, groups, null);
    }
}
