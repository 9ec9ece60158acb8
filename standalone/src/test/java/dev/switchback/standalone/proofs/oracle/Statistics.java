package dev.switchback.standalone.proofs.oracle;

import dev.switchback.standalone.proofs.oracle.Expected.Exactly;
import dev.switchback.standalone.proofs.oracle.Expected.Near;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sums, means, quantiles and variances of values that are there, computed without rounding; what the product may round is in the tolerance. */
final class Statistics {
    /** Share of the sum of magnitudes by which a DOUBLE sum may differ: the order of additions is the store's. */
    private static final double ROUNDING = 1e-13;

    /** Relative error of a quantile (ADR 087), and that of its arithmetic. */
    private static final double QUANTILE_ERROR = 1.0 / 128 + 1e-12;

    /** Half the distance from 1 to the next double. */
    private static final double UNIT = 0x1p-53;

    private Statistics() {}

    static Expected sum(List<Object> values) {
        BigDecimal sum = exactSum(values);
        return values.getFirst() instanceof Double
                ? new Near(sum.doubleValue(), magnitude(values) * ROUNDING)
                : new Exactly(sum);
    }

    static Expected average(List<Object> values) {
        BigDecimal mean = exactSum(values).divide(BigDecimal.valueOf(values.size()), MathContext.DECIMAL128);
        return new Near(mean.doubleValue(), magnitude(values) / values.size() * ROUNDING);
    }

    /** The value at rank floor(fraction × (n − 1)), as near as the sketch promises. */
    static Expected quantile(List<Object> values, @Nullable Object fraction) {
        int rank = new BigDecimal(String.valueOf(fraction))
                .multiply(BigDecimal.valueOf(values.size() - 1L))
                .setScale(0, RoundingMode.FLOOR)
                .intValueExact();
        double value = values.stream()
                .map(Values::number)
                .sorted()
                .skip(rank)
                .findFirst()
                .orElseThrow()
                .doubleValue();
        return new Near(value, Math.abs(value) * QUANTILE_ERROR);
    }

    /** @param divisor the number of values, or one less; NULL where that is none */
    static Expected variance(List<Object> values, int divisor) {
        if (divisor == 0) {
            return new Exactly(null);
        }
        double variance = squares(values).doubleValue() / divisor;
        return new Near(variance, error(values, variance));
    }

    static Expected deviation(List<Object> values, int divisor) {
        if (divisor == 0) {
            return new Exactly(null);
        }
        double variance = squares(values).doubleValue() / divisor;
        double deviation = Math.sqrt(variance);
        double error = error(values, variance);
        double below = deviation - Math.sqrt(Math.max(0, variance - error));
        double above = Math.sqrt(variance + error) - deviation;
        return new Near(deviation, Math.max(below, above) + 4 * UNIT * deviation);
    }

    /** Sum of the squared distances from the mean: that of the squares less the square of the sum divided by n. */
    private static BigDecimal squares(List<Object> values) {
        BigDecimal n = BigDecimal.valueOf(values.size());
        BigDecimal sum = exactSum(values);
        BigDecimal ofSquares = values.stream()
                .map(Values::number)
                .map(value -> value.multiply(value))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
        return ofSquares.multiply(n).subtract(sum.multiply(sum)).divide(n, new MathContext(40));
    }

    /**
     * What merging states by Chan, Golub and LeVeque may lose: n units times the condition number, and what the values lost when they became
     * doubles.
     */
    private static double error(List<Object> values, double variance) {
        double largest = values.stream()
                .map(Values::number)
                .map(BigDecimal::abs)
                .max(BigDecimal::compareTo)
                .orElseThrow()
                .doubleValue();
        double units = 16 * UNIT * values.size();
        return units * (variance + largest * Math.sqrt(variance) + units * largest * largest);
    }

    private static BigDecimal exactSum(List<Object> values) {
        return values.stream().map(Values::number).reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private static double magnitude(List<Object> values) {
        return values.stream()
                .map(Values::number)
                .map(BigDecimal::abs)
                .reduce(BigDecimal.ZERO, BigDecimal::add)
                .doubleValue();
    }
}
