package dev.switchback.processor.aggregate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.switchback.embedded.testing.Campaign;
import dev.switchback.views.plan.AggregateState;
import dev.switchback.views.plan.AggregateState.Kind;
import dev.switchback.views.plan.ColumnType;
import dev.switchback.views.plan.Measure.Statistic;
import dev.switchback.views.state.BucketCounts;
import dev.switchback.views.state.Buckets;
import dev.switchback.views.state.Chosen;
import dev.switchback.views.state.Moments;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Quantiles, variances, chosen values and sums of doubles over random batch boundaries, against sorting and exact arithmetic. */
class StateColumnsTest {
    private static final MathContext DIGITS = new MathContext(60);

    private static AggregateState state(Kind kind) {
        return new AggregateState("s0", kind, 0, ColumnType.DOUBLE, ColumnType.DOUBLE);
    }

    private static AggregateState chosen(Kind kind) {
        return new AggregateState("s0", kind, 0, ColumnType.VARCHAR, ColumnType.VARCHAR, 1, ColumnType.BIGINT);
    }

    private static StateColumn column(AggregateState state) {
        StateColumn column = StateColumn.of(state);
        column.reserve(3);
        return column;
    }

    /** Adds the numbers in batches of random lengths, each a column's life between two clears, and merges what they give. */
    private static @Nullable Object merged(AggregateState state, double[] numbers, Random random) {
        StateColumn batch = column(state);
        StateColumn all = column(state);
        for (int i = 0; i < numbers.length; i++) {
            batch.add(1, numbers[i]);
            batch.add(1, null);
            if (random.nextInt(40) == 0 || i == numbers.length - 1) {
                all.merge(2, batch.value(1));
                assertNull(batch.value(0), "nothing was added to another group");
                batch.clear(3);
            }
        }
        return all.value(2);
    }

    private static double[] numbers(Random random, ToDoubleFunction<Random> of) {
        return random.ints(1 + random.nextInt(2_000))
                .mapToDouble(i -> of.applyAsDouble(random))
                .toArray();
    }

    @Test
    @DisplayName("P2: quantile states do not depend on batch boundaries at all")
    void quantiles() {
        Random random = new Random(1);
        for (int round = 0; round < Campaign.choose(50, 2_000); round++) {
            double[] numbers = numbers(random, r -> r.nextGaussian() * Math.pow(10, r.nextInt(40) - 20));
            TreeMap<Integer, Long> expected = new TreeMap<>();
            for (double number : numbers) {
                expected.merge(Buckets.of(number), 1L, Long::sum);
            }
            assertEquals(BucketCounts.of(expected), merged(state(Kind.QUANTILE), numbers, random), "round " + round);
        }
    }

    @Test
    void variancesOfNumbersFarFromZero() {
        Random random = new Random(2);
        for (int round = 0; round < Campaign.choose(50, 2_000); round++) {
            double[] numbers = numbers(random, r -> 1e9 + r.nextGaussian());
            Moments moments = (Moments) Objects.requireNonNull(merged(state(Kind.MOMENTS), numbers, random));
            assertEquals(numbers.length, moments.count());
            double exact = variance(numbers);
            assertEquals(
                    exact,
                    Objects.requireNonNull(moments.finish(Statistic.VAR_POP)),
                    1e-6 * exact,
                    "round " + round + ", " + numbers.length);
            assertEquals(moments, Moments.parse(moments.text()));
        }
    }

    private static double variance(double[] numbers) {
        BigDecimal n = BigDecimal.valueOf(numbers.length);
        BigDecimal sum = BigDecimal.ZERO;
        BigDecimal squares = BigDecimal.ZERO;
        for (double number : numbers) {
            BigDecimal exact = new BigDecimal(number);
            sum = sum.add(exact);
            squares = squares.add(exact.multiply(exact));
        }
        return squares.divide(n, DIGITS)
                .subtract(sum.divide(n, DIGITS).pow(2, DIGITS))
                .doubleValue();
    }

    @Test
    void variancesOfFewNumbersFollowSql() {
        StateColumn column = column(state(Kind.MOMENTS));
        assertNull(column.value(0));
        column.add(0, new BigDecimal("2.5"));
        Moments one = (Moments) Objects.requireNonNull(column.value(0));
        assertEquals(0.0, one.finish(Statistic.VAR_POP));
        assertEquals(0.0, one.finish(Statistic.STDDEV_POP));
        assertNull(one.finish(Statistic.VAR_SAMP));
        assertNull(one.finish(Statistic.STDDEV_SAMP));
        column.add(0, 4);
        column.add(0, 4L);
        Moments three = (Moments) Objects.requireNonNull(column.value(0));
        assertEquals(0.5, Objects.requireNonNull(three.finish(Statistic.VAR_POP)), 1e-15);
        assertEquals(0.75, Objects.requireNonNull(three.finish(Statistic.VAR_SAMP)), 1e-15);
        assertEquals(Math.sqrt(0.75), Objects.requireNonNull(three.finish(Statistic.STDDEV_SAMP)), 1e-15);
        for (double beyond : new double[] {1e150, -1e200, Double.POSITIVE_INFINITY, Double.NaN}) {
            column.clear(3);
            column.add(0, beyond);
            column.add(0, 1.0);
            Moments none = (Moments) Objects.requireNonNull(column.value(0));
            assertEquals(Double.NaN, none.finish(Statistic.VAR_POP));
            assertEquals(Double.NaN, none.merge(one).finish(Statistic.VAR_SAMP));
            assertEquals(Double.NaN, Moments.parse(none.text()).mean());
        }
    }

    @Test
    @DisplayName("P2: a sum of doubles depends on batch boundaries by 2^-53 of the absolute values per batch at most")
    void sumsOfDoubles() {
        Random random = new Random(3);
        for (int round = 0; round < Campaign.choose(50, 2_000); round++) {
            double[] numbers = numbers(random, r -> r.nextGaussian() * Math.pow(10, r.nextInt(24) - 4));
            StateColumn batch = column(state(Kind.SUM));
            BigDecimal exact = BigDecimal.ZERO;
            double absolute = 0;
            double sum = 0;
            int batches = 0;
            for (int i = 0; i < numbers.length; i++) {
                batch.add(1, numbers[i]);
                exact = exact.add(new BigDecimal(numbers[i]));
                absolute += Math.abs(numbers[i]);
                if (random.nextInt(100) == 0 || i == numbers.length - 1) {
                    // As the stores add what the batches bring.
                    sum += (Double) Objects.requireNonNull(batch.value(1));
                    batch.clear(3);
                    batches++;
                }
            }
            double error = new BigDecimal(sum).subtract(exact).abs().doubleValue();
            assertTrue(error <= (batches + 2) * 0x1p-53 * absolute, round + ": " + error + " of " + absolute);
        }
    }

    @Test
    void withinABatchSmallNumbersAreNotLostBesideLargeOnes() {
        StateColumn sum = column(state(Kind.SUM));
        for (double number : new double[] {1, 1e100, 1, -1e100}) {
            sum.add(0, number);
        }
        assertEquals(2.0, sum.value(0));
        sum.add(1, Double.POSITIVE_INFINITY);
        sum.add(1, 5.0);
        assertEquals(Double.POSITIVE_INFINITY, sum.value(1));
        sum.add(1, Double.NEGATIVE_INFINITY);
        assertEquals(Double.NaN, sum.value(1));
        sum.add(2, Double.MAX_VALUE);
        sum.add(2, Double.MAX_VALUE);
        assertEquals(Double.POSITIVE_INFINITY, sum.value(2));
    }

    private record Pair(@Nullable String value, @Nullable Long by) {}

    @Test
    @DisplayName("P2: ARG_MIN and ARG_MAX do not depend on the order of events, ties and NULLs included")
    void chosenValues() {
        Random random = new Random(4);
        for (int round = 0; round < Campaign.choose(300, 10_000); round++) {
            List<Pair> pairs = new ArrayList<>();
            for (int i = random.nextInt(30); i > 0; i--) {
                String value = random.nextInt(3) == 0 ? null : "v" + random.nextInt(5);
                pairs.add(new Pair(value, random.nextInt(4) == 0 ? null : (long) random.nextInt(4) - 2));
            }
            for (Kind kind : List.of(Kind.ARG_MIN, Kind.ARG_MAX)) {
                StateColumn batch = column(chosen(kind));
                StateColumn all = column(chosen(kind));
                for (Pair pair : pairs) {
                    batch.add(1, pair.value(), pair.by());
                    if (random.nextInt(5) == 0) {
                        all.merge(2, batch.value(1));
                        batch.clear(3);
                    }
                }
                all.merge(2, batch.value(1));
                assertEquals(expected(kind, pairs), all.value(2), kind + " of " + pairs);
            }
        }
    }

    private static @Nullable Chosen expected(Kind kind, List<Pair> pairs) {
        boolean smallest = kind == Kind.ARG_MIN;
        List<Long> keys = new ArrayList<>();
        for (Pair pair : pairs) {
            if (pair.by() != null) {
                keys.add(pair.by());
            }
        }
        keys.sort(null);
        if (keys.isEmpty()) {
            return null;
        }
        Long key = smallest ? keys.getFirst() : keys.getLast();
        List<String> values = new ArrayList<>();
        for (Pair pair : pairs) {
            if (key.equals(pair.by()) && pair.value() != null) {
                values.add(pair.value());
            }
        }
        values.sort(null);
        return new Chosen(key, values.isEmpty() ? null : smallest ? values.getFirst() : values.getLast());
    }

    @Test
    void whatIsChosenReadsBackFromItsText() {
        for (Object by : new Object[] {"", "a:b=c|", "ü𝄞\u0000\n", "7:x"}) {
            for (@Nullable Object value : new @Nullable Object[] {null, "", "=", "12:ü"}) {
                Chosen chosen = new Chosen(by, value);
                String text = chosen.text(ColumnType.VARCHAR, ColumnType.VARCHAR);
                assertEquals(chosen, Chosen.parse(text, ColumnType.VARCHAR, ColumnType.VARCHAR));
            }
        }
        Chosen amounts = new Chosen(new BigDecimal("-1.50"), Double.NEGATIVE_INFINITY);
        ColumnType amount = ColumnType.decimal(38, 2);
        assertEquals(amounts, Chosen.parse(amounts.text(amount, ColumnType.DOUBLE), amount, ColumnType.DOUBLE));
    }
}
