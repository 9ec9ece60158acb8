package dev.switchback.processor.aggregate;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Numbers group keys (window, dimensions) in the order of their first appearance. Open addressing over flat arrays, which are kept when
 * the table is cleared, so that a batch costs no objects of its own. Not thread-safe.
 */
final class GroupTable {
    private static final int SMALLEST = 64;

    private final int width;
    /** Group number + 1; 0 is free. Its length is a power of two, at most half of it is taken. */
    private int[] slots = new int[SMALLEST * 2];

    private int[] hashes = new int[SMALLEST];
    private long[] windows = new long[SMALLEST];
    private @Nullable Object[] dimensions;
    private int size;

    GroupTable(int width) {
        this.width = width;
        this.dimensions = new Object[SMALLEST * width];
    }

    /** Of the dimensions alone. */
    static int hash(@Nullable Object[] output, int width) {
        int hash = 1;
        for (int i = 0; i < width; i++) {
            Object value = output[i];
            hash = 31 * hash + (value == null ? 0 : value.hashCode());
        }
        return hash;
    }

    /** @param dimensions hash of the dimensions */
    static int hash(long window, int dimensions) {
        int hash = (31 * Long.hashCode(window) + dimensions) * 0x9E3779B9;
        return hash ^ (hash >>> 15);
    }

    /** The group's number; a key not seen before becomes group {@link #size()}. */
    int find(long window, @Nullable Object[] output, int hash) {
        int mask = slots.length - 1;
        int slot = hash & mask;
        while (slots[slot] != 0) {
            int group = slots[slot] - 1;
            if (hashes[group] == hash && windows[group] == window && sameDimensions(group, output)) {
                return group;
            }
            slot = (slot + 1) & mask;
        }
        if (size == hashes.length) {
            grow();
            return find(window, output, hash);
        }
        slots[slot] = size + 1;
        hashes[size] = hash;
        windows[size] = window;
        System.arraycopy(output, 0, dimensions, size * width, width);
        return size++;
    }

    private boolean sameDimensions(int group, @Nullable Object[] output) {
        int base = group * width;
        for (int i = 0; i < width; i++) {
            if (!Objects.equals(dimensions[base + i], output[i])) {
                return false;
            }
        }
        return true;
    }

    private void grow() {
        int capacity = hashes.length * 2;
        hashes = Arrays.copyOf(hashes, capacity);
        windows = Arrays.copyOf(windows, capacity);
        dimensions = Arrays.copyOf(dimensions, capacity * width);
        slots = new int[capacity * 2];
        for (int group = 0; group < size; group++) {
            int slot = hashes[group] & (slots.length - 1);
            while (slots[slot] != 0) {
                slot = (slot + 1) & (slots.length - 1);
            }
            slots[slot] = group + 1;
        }
    }

    int size() {
        return size;
    }

    int capacity() {
        return hashes.length;
    }

    long window(int group) {
        return windows[group];
    }

    @Nullable
    Object dimension(int group, int dimension) {
        return dimensions[group * width + dimension];
    }

    void clear() {
        Arrays.fill(slots, 0);
        Arrays.fill(dimensions, 0, size * width, null);
        size = 0;
    }
}
