package dev.switchback.processor.decode;

import dev.switchback.views.manifest.SourceColumn;
import dev.switchback.views.manifest.ValueFormat.Time;
import java.math.BigDecimal;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** Turns the numbers of binary formats into what their columns hold, as strictly as JSON's (ADR 043). */
final class Scalars {
    private Scalars() {}

    static Object integral(long value, SourceColumn column) throws BadEventException {
        return switch (column.type().kind()) {
            case BIGINT -> value;
            case INTEGER -> {
                if (value != (int) value) {
                    throw wrong(column, value);
                }
                yield (int) value;
            }
            case DOUBLE -> (double) value;
            case DECIMAL -> decimal(BigDecimal.valueOf(value), column);
            case TIMESTAMP ->
                column.format().time() == Time.EPOCH_SECONDS ? seconds(value, column) : millis(value, column);
            case BOOLEAN, VARCHAR -> throw wrong(column, value);
        };
    }

    /** A number of 64 bits without a sign. */
    static Object unsigned(long value, SourceColumn column) throws BadEventException {
        if (value >= 0) {
            return integral(value, column);
        }
        BigDecimal exact = new BigDecimal(new BigInteger(Long.toUnsignedString(value)));
        return switch (column.type().kind()) {
            case DOUBLE -> exact.doubleValue();
            case DECIMAL -> decimal(exact, column);
            case BOOLEAN, INTEGER, BIGINT, VARCHAR, TIMESTAMP -> throw wrong(column, exact);
        };
    }

    static Object real(double value, SourceColumn column) throws BadEventException {
        if (!Double.isFinite(value)) {
            throw wrong(column, value);
        }
        return switch (column.type().kind()) {
            // Negative zero becomes zero: equal values are equal keys.
            case DOUBLE -> value + 0.0;
            case TIMESTAMP -> millis(NumberText.millisOfSeconds(Double.toString(value)), column);
            case BOOLEAN, INTEGER, BIGINT, DECIMAL, VARCHAR -> throw wrong(column, value);
        };
    }

    static Object decimal(BigDecimal value, SourceColumn column) throws BadEventException {
        Object held = switch (column.type().kind()) {
            case DECIMAL -> NumberText.decimal(value, column.type());
            case DOUBLE -> value.doubleValue();
            case BOOLEAN, INTEGER, BIGINT, VARCHAR, TIMESTAMP -> null;
        };
        if (held == null) {
            throw wrong(column, value);
        }
        return held;
    }

    private static Object seconds(long seconds, SourceColumn column) throws BadEventException {
        boolean sane = seconds > Integer.MIN_VALUE * 10L && seconds < Integer.MAX_VALUE * 10L;
        return millis(sane ? seconds * 1000 : Long.MAX_VALUE, column);
    }

    /** A point in time. */
    static Object millis(long millis, SourceColumn column) throws BadEventException {
        if (millis < TimestampText.MIN || millis > TimestampText.MAX) {
            throw ScalarReader.outOfRange(column, millis + " ms after 1970");
        }
        return millis;
    }

    /** @param text null: it was no UTF-8 */
    static Object text(@Nullable String text, SourceColumn column) throws BadEventException {
        if (text == null) {
            throw ScalarReader.wrongType(column, "bytes that are not UTF-8");
        }
        return ScalarText.read(text, column);
    }

    static BadEventException wrong(SourceColumn column, Object number) {
        return ScalarReader.wrongType(column, "the number " + ScalarReader.shown(number.toString()));
    }
}
