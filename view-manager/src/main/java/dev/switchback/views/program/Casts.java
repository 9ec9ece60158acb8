package dev.switchback.views.program;

import dev.switchback.views.plan.ColumnType;
import dev.switchback.views.plan.ColumnType.Kind;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.Optional;

/** CAST. Digits that the target has no place for are cut off; what does not fit or cannot be read is a failure. */
public final class Casts {
    private static final BigInteger MIN_LONG = BigInteger.valueOf(Long.MIN_VALUE);
    private static final BigInteger MAX_LONG = BigInteger.valueOf(Long.MAX_VALUE);

    private Casts() {}

    /** Empty where SQL has no such cast, or it is not supported. */
    public static Optional<Expression.Unary> between(ColumnType from, ColumnType to) {
        if (from.equals(to)) {
            return Optional.of(value -> value);
        }
        return switch (to.kind()) {
            case INTEGER -> integers(from.kind()).map(cast -> value -> toInt(cast.apply(value)));
            case BIGINT -> integers(from.kind()).map(cast -> cast::apply);
            case DOUBLE -> doubles(from.kind());
            case DECIMAL -> decimals(from.kind(), to);
            case VARCHAR -> texts(from.kind());
            case BOOLEAN ->
                from.kind() == Kind.VARCHAR ? Optional.of(value -> toBoolean((String) value)) : Optional.empty();
            case TIMESTAMP ->
                from.kind() == Kind.VARCHAR ? Optional.of(value -> Timestamps.parse((String) value)) : Optional.empty();
        };
    }

    @FunctionalInterface
    private interface ToLong {
        Long apply(Object value);
    }

    private static Optional<ToLong> integers(Kind from) {
        return switch (from) {
            case INTEGER -> Optional.of(value -> ((Integer) value).longValue());
            case BIGINT -> Optional.of(value -> (Long) value);
            case DOUBLE -> Optional.of(value -> toLong(BigDecimal.valueOf(Arithmetic.finite((Double) value))));
            case DECIMAL -> Optional.of(value -> toLong((BigDecimal) value));
            case VARCHAR -> Optional.of(value -> toLong(number((String) value)));
            case BOOLEAN, TIMESTAMP -> Optional.empty();
        };
    }

    private static Optional<Expression.Unary> doubles(Kind from) {
        return switch (from) {
            case INTEGER -> Optional.of(value -> ((Integer) value).doubleValue());
            case BIGINT -> Optional.of(value -> ((Long) value).doubleValue());
            case DOUBLE -> Optional.of(value -> value);
            case DECIMAL -> Optional.of(value -> Arithmetic.finite(((BigDecimal) value).doubleValue()));
            case VARCHAR ->
                Optional.of(value -> Arithmetic.finite(number((String) value).doubleValue()));
            case BOOLEAN, TIMESTAMP -> Optional.empty();
        };
    }

    private static Optional<Expression.Unary> decimals(Kind from, ColumnType to) {
        return switch (from) {
            case INTEGER -> Optional.of(value -> cut(BigDecimal.valueOf((Integer) value), to));
            case BIGINT -> Optional.of(value -> cut(BigDecimal.valueOf((Long) value), to));
            case DOUBLE -> Optional.of(value -> cut(BigDecimal.valueOf(Arithmetic.finite((Double) value)), to));
            case DECIMAL -> Optional.of(value -> cut((BigDecimal) value, to));
            case VARCHAR -> Optional.of(value -> cut(number((String) value), to));
            case BOOLEAN, TIMESTAMP -> Optional.empty();
        };
    }

    private static Optional<Expression.Unary> texts(Kind from) {
        return Optional.of(
                switch (from) {
                    case INTEGER, BIGINT, VARCHAR -> Object::toString;
                    case BOOLEAN -> value -> (Boolean) value ? "TRUE" : "FALSE";
                    case DOUBLE -> value -> plain(BigDecimal.valueOf(Arithmetic.finite((Double) value)));
                    case DECIMAL -> value -> ((BigDecimal) value).toPlainString();
                    case TIMESTAMP -> value -> Timestamps.format((Long) value);
                });
    }

    private static String plain(BigDecimal value) {
        return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
    }

    private static BigDecimal cut(BigDecimal value, ColumnType to) {
        if ((long) value.precision() - value.scale() < -to.scale()) {
            // Nothing of it is left. To write out 1E-999999999 is beyond BigDecimal, and 1E-99999999 takes seconds.
            return BigDecimal.ZERO.setScale(to.scale());
        }
        if ((long) value.precision() - value.scale() > to.precision()) {
            throw Arithmetic.overflow(to.sql());
        }
        return Arithmetic.fit(value.setScale(to.scale(), RoundingMode.DOWN), to);
    }

    private static Long toLong(BigDecimal value) {
        if ((long) value.precision() - value.scale() <= 0) {
            return 0L;
        }
        if ((long) value.precision() - value.scale() > 19) {
            throw Arithmetic.overflow("BIGINT");
        }
        BigInteger whole = value.toBigInteger();
        if (whole.compareTo(MIN_LONG) < 0 || whole.compareTo(MAX_LONG) > 0) {
            throw Arithmetic.overflow("BIGINT");
        }
        return whole.longValue();
    }

    private static Integer toInt(Long value) {
        if (value.intValue() != value) {
            throw Arithmetic.overflow("INTEGER");
        }
        return value.intValue();
    }

    private static BigDecimal number(String text) {
        String digits = text.strip();
        try {
            // No value of our types has more digits; longer text only costs time.
            if (digits.length() <= 400) {
                return new BigDecimal(digits);
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw unreadable(digits, "number");
    }

    private static Boolean toBoolean(String text) {
        return switch (text.strip().toUpperCase(Locale.ROOT)) {
            case "TRUE" -> true;
            case "FALSE" -> false;
            default -> throw unreadable(text, "BOOLEAN");
        };
    }

    static EvaluationFailure unreadable(String text, String type) {
        String shown = text.length() <= 60 ? text : text.substring(0, 60) + "…";
        return new EvaluationFailure("'" + shown + "' is not a " + type);
    }
}
