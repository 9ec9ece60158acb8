package dev.switchback.views.program;

import dev.switchback.views.plan.ColumnType;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Arithmetic that never wraps, loses its sign or becomes infinite: what does not fit is a failure. */
public enum Arithmetic {
    PLUS,
    MINUS,
    TIMES,
    DIVIDE,
    MOD;

    /** Over two values of {@code type}'s kind that are not NULL; a DECIMAL result is rounded half up to {@code type}'s scale. */
    public Expression.Binary over(ColumnType type) {
        return switch (type.kind()) {
            case INTEGER -> (a, b) -> ofInts((Integer) a, (Integer) b);
            case BIGINT -> (a, b) -> ofLongs((Long) a, (Long) b);
            case DOUBLE -> (a, b) -> finite(ofDoubles((Double) a, (Double) b));
            case DECIMAL -> (a, b) -> fit(ofDecimals((BigDecimal) a, (BigDecimal) b, type.scale()), type);
            case BOOLEAN, VARCHAR, TIMESTAMP -> throw new IllegalArgumentException("no arithmetic over " + type.sql());
        };
    }

    private int ofInts(int a, int b) {
        long exact = ofLongs(a, b);
        if ((int) exact != exact) {
            throw overflow("INTEGER");
        }
        return (int) exact;
    }

    private long ofLongs(long a, long b) {
        try {
            return switch (this) {
                case PLUS -> Math.addExact(a, b);
                case MINUS -> Math.subtractExact(a, b);
                case TIMES -> Math.multiplyExact(a, b);
                case DIVIDE -> Math.divideExact(a, nonZero(b));
                case MOD -> a % nonZero(b);
            };
        } catch (ArithmeticException e) {
            throw overflow("BIGINT");
        }
    }

    private double ofDoubles(double a, double b) {
        return switch (this) {
            case PLUS -> a + b;
            case MINUS -> a - b;
            case TIMES -> a * b;
            case DIVIDE -> b == 0 ? nonZero(0) : a / b;
            case MOD -> b == 0 ? nonZero(0) : a % b;
        };
    }

    private BigDecimal ofDecimals(BigDecimal a, BigDecimal b, int scale) {
        return switch (this) {
            case PLUS -> a.add(b);
            case MINUS -> a.subtract(b);
            case TIMES -> a.multiply(b);
            case DIVIDE -> {
                nonZero(b.signum());
                yield a.divide(b, scale, RoundingMode.HALF_UP);
            }
            case MOD -> {
                nonZero(b.signum());
                yield a.remainder(b, MathContext.UNLIMITED);
            }
        };
    }

    /** A DECIMAL of exactly the type's scale. */
    public static BigDecimal fit(BigDecimal value, ColumnType type) {
        BigDecimal scaled = value.setScale(type.scale(), RoundingMode.HALF_UP);
        if (scaled.precision() > type.precision()) {
            throw overflow(type.sql());
        }
        return scaled;
    }

    /** The value itself; negative zero becomes zero, so that equal values are equal keys. */
    public static double finite(double value) {
        if (!Double.isFinite(value)) {
            throw overflow("DOUBLE");
        }
        return value + 0.0;
    }

    static EvaluationFailure overflow(String type) {
        return new EvaluationFailure("the result does not fit into " + type);
    }

    private static long nonZero(long divisor) {
        if (divisor == 0) {
            throw new EvaluationFailure("division by zero");
        }
        return divisor;
    }
}
