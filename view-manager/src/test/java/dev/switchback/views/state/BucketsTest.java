package dev.switchback.views.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.switchback.embedded.testing.Campaign;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Quantiles against sorting, over the whole range of doubles. */
class BucketsTest {
    private static final double[] ODD = {
        0.0,
        -0.0,
        Double.MIN_VALUE,
        3 * Double.MIN_VALUE,
        Math.nextDown(Double.MIN_NORMAL),
        Double.MIN_NORMAL,
        Math.nextDown(1.0),
        1,
        Math.nextUp(1.0),
        (double) Long.MAX_VALUE,
        Double.MAX_VALUE
    };

    @Test
    void theNumberOfABucketIsWithinOnePercentOfAllItsNumbers() {
        Random random = new Random(1);
        for (int i = 0; i < Campaign.choose(200_000, 20_000_000); i++) {
            double number = number(random);
            int bucket = Buckets.of(number);
            double told = Buckets.value(bucket);
            assertTrue(Math.abs(told - number) <= Math.abs(number) * 0.01, number + " is told as " + told);
            if (Math.abs(number) >= Double.MIN_NORMAL) {
                assertEquals(bucket, Buckets.of(told), () -> "the bucket's own number: " + told);
            }
        }
    }

    @Test
    void bucketsAreOrderedAsTheirNumbers() {
        Random random = new Random(2);
        double[] numbers = random.doubles(50_000).map(d -> number(random)).toArray();
        for (int i = 0; i < ODD.length; i++) {
            numbers[2 * i] = ODD[i];
            numbers[2 * i + 1] = -ODD[i];
        }
        Arrays.sort(numbers);
        for (int i = 1; i < numbers.length; i++) {
            assertTrue(Buckets.of(numbers[i - 1]) <= Buckets.of(numbers[i]), numbers[i - 1] + ", " + numbers[i]);
        }
    }

    @Test
    void zeroInfinitiesAndNaNHaveBucketsOfTheirOwn() {
        assertEquals(0, Buckets.of(-0.0));
        assertEquals(0.0, Buckets.value(0));
        assertEquals(Double.NEGATIVE_INFINITY, Buckets.value(Buckets.of(Double.NEGATIVE_INFINITY)));
        assertEquals(Double.POSITIVE_INFINITY, Buckets.value(Buckets.of(Double.POSITIVE_INFINITY)));
        assertEquals(Double.NaN, Buckets.value(Buckets.of(Double.NaN)));
        assertTrue(Buckets.of(Double.MAX_VALUE) < Buckets.of(Double.POSITIVE_INFINITY));
        assertTrue(Buckets.of(Double.POSITIVE_INFINITY) < Buckets.of(Double.NaN));
    }

    @Test
    void quantilesAreTheSortedNumbersAtTheirRanks() {
        Random random = new Random(3);
        assertNull(BucketCounts.NONE.quantile(0.5));
        for (int round = 0; round < Campaign.choose(300, 10_000); round++) {
            double[] numbers = new double[1 + random.nextInt(60)];
            TreeMap<Integer, Long> counts = new TreeMap<>();
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = random.nextInt(4) == 0 ? ODD[random.nextInt(ODD.length)] : number(random);
                counts.merge(Buckets.of(numbers[i]), 1L, Long::sum);
            }
            Arrays.sort(numbers);
            for (double fraction : new double[] {0, 0.01, 0.25, 0.5, 0.75, 0.99, 1}) {
                double exact = numbers[(int) Math.floor(fraction * (numbers.length - 1))];
                double told = Objects.requireNonNull(BucketCounts.of(counts).quantile(fraction));
                assertTrue(Math.abs(told - exact) <= Math.abs(exact) * 0.01, exact + " is told as " + told);
            }
        }
    }

    @Test
    void theRankIsThatOfTheFractionAsWritten() {
        TreeMap<Integer, Long> counts = new TreeMap<>();
        for (int power = 0; power <= 100; power++) {
            counts.put(Buckets.of(Math.scalb(1.0, power)), 1L);
        }
        // As doubles 0.29 × 100 is 28.999999999999996 and 0.07 × 100 is 7.000000000000001.
        for (int percent = 0; percent <= 100; percent++) {
            double told = Objects.requireNonNull(BucketCounts.of(counts).quantile(percent / 100.0));
            assertEquals(Buckets.value(Buckets.of(Math.scalb(1.0, percent))), told, percent + " %");
        }
    }

    /** Of any magnitude. */
    private static double number(RandomGenerator random) {
        while (true) {
            double number = Double.longBitsToDouble(random.nextLong());
            if (Double.isFinite(number)) {
                return random.nextInt(10) == 0 ? number * Double.MIN_NORMAL : number;
            }
        }
    }
}
