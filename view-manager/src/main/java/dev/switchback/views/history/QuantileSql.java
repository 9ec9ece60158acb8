package dev.switchback.views.history;

import dev.switchback.views.state.Buckets;
import java.math.BigDecimal;
import java.math.BigInteger;

/** {@link dev.switchback.views.state.BucketCounts#quantile} as ClickHouse computes it: the same number to the last bit. */
final class QuantileSql {
    private static final String MIDDLE = Long.toString(1L << (Buckets.OPEN_BITS - 1));

    /** A double of so many digits behind the point is below 1E-20: the rank is 0 for any number of numbers. */
    private static final int MOST_DIGITS = 38;

    private QuantileSql() {}

    /**
     * An expression of type Nullable(Float64).
     *
     * @param counts an expression that gives a map of buckets to counts, in the buckets' order
     * @param fraction in [0, 1]
     */
    static String of(String counts, double fraction) {
        String rank = rank(fraction);
        String bucket = "mapKeys(m)[arrayFirstIndex(c -> c > " + rank + ", arrayCumSum(mapValues(m)))]";
        // A lambda over an array of one is how an expression gives a name to a part of itself.
        return "arrayMap(m -> if(empty(m), NULL, arrayMap(b -> " + value() + ", [" + bucket + "])[1]), [" + counts
                + "])[1]";
    }

    /** In whole numbers, since a double is not the fraction that was written. */
    private static String rank(double fraction) {
        BigDecimal exact = BigDecimal.valueOf(fraction);
        if (exact.signum() == 0 || exact.scale() > MOST_DIGITS) {
            return "0";
        }
        return "intDiv(toInt256('" + exact.unscaledValue() + "') * (arraySum(mapValues(m)) - 1), toInt256('"
                + BigInteger.TEN.pow(exact.scale()) + "'))";
    }

    /** The number that stands for bucket b. */
    private static String value() {
        String bits = "(abs(b) - " + Buckets.OFFSET + ")";
        return "multiIf(b = 0, 0., b = " + Buckets.NOT_A_NUMBER + ", nan, sign(b) * multiIf(" + bits + " = "
                + Buckets.INFINITE + ", inf, " + bits + " >= " + Buckets.FIRST_NORMAL + ", " + middle(bits) + ", "
                + middle(bits + " + " + Buckets.SCALED) + " * " + Buckets.UNSCALE + "))";
    }

    private static String middle(String bits) {
        return "reinterpretAsFloat64(bitOr(bitShiftLeft(toUInt64(" + bits + "), " + Buckets.OPEN_BITS + "), toUInt64("
                + MIDDLE + ")))";
    }
}
