package dev.switchback.processor.aggregate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The different arguments of each group: one hash table of (group, value) for all groups, and a chain per group through its values, so
 * that many small sets cost no objects.
 */
final class DistinctColumn implements StateColumn {
    private static final int SMALLEST = 64;

    /** Number of a pair + 1; 0 is free. */
    private int[] slots = new int[SMALLEST * 2];

    private Object[] values = new Object[SMALLEST];
    private int[] groups = new int[SMALLEST];
    private int[] hashes = new int[SMALLEST];
    /** Number of the group's pair before this one + 1; 0 ends the chain. */
    private int[] previous = new int[SMALLEST];
    /** Per group: number of its newest pair + 1. */
    private int[] newest = new int[0];

    private int size;

    @Override
    public void reserve(int capacity) {
        newest = Arrays.copyOf(newest, capacity);
    }

    @Override
    public void add(int group, @Nullable Object argument) {
        if (argument == null) {
            return;
        }
        int hash = (argument.hashCode() * 31 + group) * 0x9E3779B9;
        hash ^= hash >>> 15;
        int mask = slots.length - 1;
        int slot = hash & mask;
        while (slots[slot] != 0) {
            int pair = slots[slot] - 1;
            if (hashes[pair] == hash && groups[pair] == group && values[pair].equals(argument)) {
                return;
            }
            slot = (slot + 1) & mask;
        }
        slots[slot] = size + 1;
        values[size] = argument;
        groups[size] = group;
        hashes[size] = hash;
        previous[size] = newest[group];
        newest[group] = ++size;
        if (size == values.length) {
            grow();
        }
    }

    private void grow() {
        int capacity = size * 2;
        values = Arrays.copyOf(values, capacity);
        groups = Arrays.copyOf(groups, capacity);
        hashes = Arrays.copyOf(hashes, capacity);
        previous = Arrays.copyOf(previous, capacity);
        slots = new int[capacity * 2];
        for (int pair = 0; pair < size; pair++) {
            int slot = hashes[pair] & (slots.length - 1);
            while (slots[slot] != 0) {
                slot = (slot + 1) & (slots.length - 1);
            }
            slots[slot] = pair + 1;
        }
    }

    @Override
    public void merge(int group, @Nullable Object value) {
        if (value instanceof List<?> values) {
            values.forEach(each -> add(group, each));
        }
    }

    @Override
    public List<Object> value(int group) {
        List<Object> found = new ArrayList<>();
        for (int pair = newest[group]; pair != 0; pair = previous[pair - 1]) {
            found.add(values[pair - 1]);
        }
        return found;
    }

    @Override
    public int extraValues() {
        return size;
    }

    @Override
    public void clear(int groupCount) {
        Arrays.fill(slots, 0);
        Arrays.fill(values, 0, size, null);
        Arrays.fill(newest, 0, groupCount, 0);
        size = 0;
    }
}
