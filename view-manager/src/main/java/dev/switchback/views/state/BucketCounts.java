package dev.switchback.views.state;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** How many numbers fell into each of the {@link Buckets}: the state of quantiles, which merges by addition. Immutable. */
public final class BucketCounts {
    /** Of no number at all. */
    public static final BucketCounts NONE = new BucketCounts(new int[0], new long[0]);

    private final int[] buckets;
    private final long[] counts;

    private BucketCounts(int[] buckets, long[] counts) {
        this.buckets = buckets;
        this.counts = counts;
    }

    /**
     * Takes the arrays as they are.
     *
     * @param buckets ascending, each once
     * @param counts of each bucket, positive
     */
    public static BucketCounts of(int[] buckets, long[] counts) {
        return new BucketCounts(buckets, counts);
    }

    public static BucketCounts of(SortedMap<Integer, Long> counts) {
        return new BucketCounts(
                counts.keySet().stream().mapToInt(Integer::intValue).toArray(),
                counts.values().stream().mapToLong(Long::longValue).toArray());
    }

    /** Number of buckets. */
    public int size() {
        return buckets.length;
    }

    /** The bucket at a position; ascending. */
    public int bucket(int position) {
        return buckets[position];
    }

    /** How many numbers the bucket at a position has. */
    public long count(int position) {
        return counts[position];
    }

    /**
     * The number at rank {@code floor(fraction * (n - 1))} of the {@code n} numbers in ascending order, within the relative accuracy of
     * {@link Buckets}; null where there is none. The product is that of the decimal number: 0.58 × 50 is 29, of doubles it is less.
     *
     * @param fraction in [0, 1]; stands for the shortest decimal number that is nearest to it
     */
    public @Nullable Double quantile(double fraction) {
        long n = Arrays.stream(counts).sum();
        if (n == 0) {
            return null;
        }
        long rank = BigDecimal.valueOf(fraction)
                .multiply(BigDecimal.valueOf(n - 1))
                .setScale(0, RoundingMode.FLOOR)
                .longValueExact();
        int position = 0;
        for (long passed = counts[0]; passed <= rank; passed += counts[position]) {
            position++;
        }
        return Buckets.value(buckets[position]);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof BucketCounts that
                && Arrays.equals(buckets, that.buckets)
                && Arrays.equals(counts, that.counts);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(buckets) + Arrays.hashCode(counts);
    }

    @Override
    public String toString() {
        return Arrays.toString(buckets) + Arrays.toString(counts);
    }
}
