package dev.switchback.processor.aggregate;

import dev.switchback.views.state.Choice;
import dev.switchback.views.state.Chosen;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Keeps the argument that came with the smallest or largest key; see {@link Choice} for equal keys. */
final class ChosenColumn implements StateColumn {
    private final Choice choice;
    private @Nullable Object[] keys = new Object[0];
    private @Nullable Object[] values = new Object[0];

    ChosenColumn(Choice choice) {
        this.choice = choice;
    }

    @Override
    public void reserve(int capacity) {
        keys = Arrays.copyOf(keys, capacity);
        values = Arrays.copyOf(values, capacity);
    }

    @Override
    public void add(int group, @Nullable Object argument) {
        throw new IllegalArgumentException("a state of two arguments was given one");
    }

    @Override
    public void add(int group, @Nullable Object argument, @Nullable Object by) {
        if (by == null) {
            return;
        }
        Object key = keys[group];
        if (key == null || choice.prefers(by, argument, key, values[group])) {
            keys[group] = by;
            values[group] = argument;
        }
    }

    @Override
    public void merge(int group, @Nullable Object value) {
        if (value instanceof Chosen other) {
            add(group, other.value(), other.by());
        }
    }

    @Override
    public @Nullable Object value(int group) {
        Object key = keys[group];
        return key == null ? null : new Chosen(key, values[group]);
    }

    @Override
    public void clear(int groups) {
        Arrays.fill(keys, 0, groups, null);
        Arrays.fill(values, 0, groups, null);
    }
}
