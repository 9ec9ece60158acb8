package dev.switchback.processor.aggregate;

import dev.switchback.views.state.BucketCounts;
import dev.switchback.views.state.Buckets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Counts the arguments of each group per bucket: one hash table of (group, bucket) for all groups, and a chain per group through its
 * buckets, so that no event costs an object.
 */
final class QuantileColumn implements StateColumn {
    private static final int SMALLEST = 64;

    /** Number of a pair + 1; 0 is free. */
    private int[] slots = new int[SMALLEST * 2];
    /** Group in the high half, bucket in the low one. */
    private long[] pairs = new long[SMALLEST];

    private long[] counts = new long[SMALLEST];
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
        if (argument instanceof Number number) {
            add(group, Buckets.of(number.doubleValue()), 1);
        }
    }

    private void add(int group, int bucket, long count) {
        long pair = ((long) group << 32) | (bucket & 0xFFFFFFFFL);
        int mask = slots.length - 1;
        int slot = hash(pair) & mask;
        while (slots[slot] != 0) {
            int found = slots[slot] - 1;
            if (pairs[found] == pair) {
                counts[found] += count;
                return;
            }
            slot = (slot + 1) & mask;
        }
        slots[slot] = size + 1;
        pairs[size] = pair;
        counts[size] = count;
        previous[size] = newest[group];
        newest[group] = ++size;
        if (size == pairs.length) {
            grow();
        }
    }

    private static int hash(long pair) {
        long mixed = pair * 0x9E3779B97F4A7C15L;
        return (int) (mixed ^ (mixed >>> 32));
    }

    private void grow() {
        int capacity = size * 2;
        pairs = Arrays.copyOf(pairs, capacity);
        counts = Arrays.copyOf(counts, capacity);
        previous = Arrays.copyOf(previous, capacity);
        slots = new int[capacity * 2];
        for (int pair = 0; pair < size; pair++) {
            int slot = hash(pairs[pair]) & (slots.length - 1);
            while (slots[slot] != 0) {
                slot = (slot + 1) & (slots.length - 1);
            }
            slots[slot] = pair + 1;
        }
    }

    @Override
    public void merge(int group, @Nullable Object value) {
        if (value instanceof BucketCounts other) {
            for (int i = 0; i < other.size(); i++) {
                add(group, other.bucket(i), other.count(i));
            }
        }
    }

    @Override
    public @Nullable Object value(int group) {
        int length = 0;
        for (int pair = newest[group]; pair != 0; pair = previous[pair - 1]) {
            length++;
        }
        if (length == 0) {
            return null;
        }
        // Bucket in the high half, number of the pair in the low one, so that sorting goes by bucket.
        long[] sorted = new long[length];
        for (int pair = newest[group]; pair != 0; pair = previous[pair - 1]) {
            sorted[--length] = (pairs[pair - 1] << 32) | (pair - 1);
        }
        Arrays.sort(sorted);
        int[] buckets = new int[sorted.length];
        long[] found = new long[sorted.length];
        for (int i = 0; i < sorted.length; i++) {
            buckets[i] = (int) (sorted[i] >> 32);
            found[i] = counts[(int) sorted[i]];
        }
        return BucketCounts.of(buckets, found);
    }

    @Override
    public int extraValues() {
        return size;
    }

    @Override
    public void clear(int groupCount) {
        Arrays.fill(slots, 0);
        Arrays.fill(newest, 0, groupCount, 0);
        size = 0;
    }
}
