package dev.switchback.standalone.proofs.oracle;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Order, equality and text of the oracle's values. */
public final class Values {
    private Values() {}

    /** SQL's order: text by its UTF-8 bytes, FALSE before TRUE, numbers by size. */
    static int compare(Object a, Object b) {
        if (a instanceof String left && b instanceof String right) {
            return Arrays.compareUnsigned(
                    left.getBytes(StandardCharsets.UTF_8), right.getBytes(StandardCharsets.UTF_8));
        }
        if (a instanceof Boolean left && b instanceof Boolean right) {
            return Boolean.compare(left, right);
        }
        return number(a).compareTo(number(b));
    }

    static BigDecimal number(Object value) {
        return switch (value) {
            case Long whole -> BigDecimal.valueOf(whole);
            case Double real -> new BigDecimal(real);
            case BigDecimal decimal -> decimal;
            default -> throw new IllegalArgumentException("not a number: " + value);
        };
    }

    /** Equal values have equal texts; NULL's is like no other's. */
    public static String text(@Nullable Object value) {
        return switch (value) {
            case null -> "NULL";
            case String text -> "'" + text + "'";
            case Boolean truth -> truth.toString();
            case Double real -> Double.toString(real + 0.0);
            default -> {
                BigDecimal number = number(value);
                yield number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
            }
        };
    }

    /** The text of a value that an answer gives as JSON text. */
    public static String textOf(Type type, @Nullable String json) {
        if (json == null) {
            return text(null);
        }
        return switch (type) {
            case BOOLEAN -> text(Boolean.valueOf(json));
            case INTEGER, BIGINT, DECIMAL -> text(new BigDecimal(json));
            case DOUBLE -> text(Double.valueOf(json));
            case VARCHAR -> text(json);
            case TIMESTAMP -> text(java.time.Instant.parse(json).toEpochMilli());
        };
    }
}
