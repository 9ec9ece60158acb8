package dev.switchback.views.program;

import dev.switchback.views.plan.ColumnType;
import java.math.BigDecimal;
import java.math.RoundingMode;

/** Functions of one number, by the type of their result. */
public final class Numerics {
    private Numerics() {}

    public static Expression.Unary abs(ColumnType type) {
        return switch (type.kind()) {
            case INTEGER ->
                value -> {
                    int number = (Integer) value;
                    if (number == Integer.MIN_VALUE) {
                        throw Arithmetic.overflow(type.sql());
                    }
                    return Math.abs(number);
                };
            case BIGINT ->
                value -> {
                    long number = (Long) value;
                    if (number == Long.MIN_VALUE) {
                        throw Arithmetic.overflow(type.sql());
                    }
                    return Math.abs(number);
                };
            case DOUBLE -> value -> Math.abs((Double) value);
            case DECIMAL -> value -> Arithmetic.fit(((BigDecimal) value).abs(), type);
            case BOOLEAN, VARCHAR, TIMESTAMP -> throw new IllegalArgumentException(type.sql());
        };
    }

    public static Expression.Unary floor(ColumnType type) {
        return rounded(type, RoundingMode.FLOOR);
    }

    public static Expression.Unary ceil(ColumnType type) {
        return rounded(type, RoundingMode.CEILING);
    }

    private static Expression.Unary rounded(ColumnType type, RoundingMode mode) {
        return switch (type.kind()) {
            case INTEGER, BIGINT -> value -> value;
            case DOUBLE ->
                value -> {
                    double number = (Double) value;
                    return (mode == RoundingMode.FLOOR ? Math.floor(number) : Math.ceil(number)) + 0.0;
                };
            case DECIMAL -> value -> Arithmetic.fit(((BigDecimal) value).setScale(0, mode), type);
            case BOOLEAN, VARCHAR, TIMESTAMP -> throw new IllegalArgumentException(type.sql());
        };
    }
}
