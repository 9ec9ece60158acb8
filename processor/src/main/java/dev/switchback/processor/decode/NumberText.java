package dev.switchback.processor.decode;

import dev.switchback.views.plan.ColumnType;
import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/** Numbers as JSON writes them: no blanks, no plus sign in front, no leading zeros, no hexadecimals, nothing that is not a number. */
final class NumberText {
    /** More characters than any number that a DECIMAL or a TIMESTAMP holds; a longer one is refused before it is turned into one. */
    static final int LONGEST = 400;

    /** Digits before the point of seconds that may be a timestamp; beyond, the answer is out of range anyhow. */
    private static final int MOST_SECOND_DIGITS = 12;

    private NumberText() {}

    /** Whether the text is a number in JSON's grammar (RFC 8259, section 6). */
    static boolean isNumber(char[] text, int offset, int length) {
        int end = offset + length;
        int at = integerPart(text, offset, end);
        if (at > offset && at < end && text[at] == '.') {
            int fraction = digits(text, at + 1, end);
            at = fraction > at + 1 ? fraction : offset;
        }
        if (at > offset && at < end && (text[at] == 'e' || text[at] == 'E')) {
            int sign = at + 1 < end && (text[at + 1] == '+' || text[at + 1] == '-') ? at + 2 : at + 1;
            int exponent = digits(text, sign, end);
            at = exponent > sign ? exponent : offset;
        }
        return at > offset && at == end;
    }

    /** Whether a number's text has neither point nor exponent. */
    static boolean isIntegral(char[] text, int offset, int length) {
        return integerPart(text, offset, offset + length) == offset + length;
    }

    /** Where the integer part ends; {@code from} where there is none. */
    private static int integerPart(char[] text, int from, int end) {
        int first = from < end && text[from] == '-' ? from + 1 : from;
        int last = digits(text, first, end);
        boolean leadingZero = last > first + 1 && text[first] == '0';
        return last == first || leadingZero ? from : last;
    }

    private static int digits(char[] text, int from, int end) {
        int at = from;
        while (at < end && text[at] >= '0' && text[at] <= '9') {
            at++;
        }
        return at;
    }

    /** A number as a DECIMAL of exactly the type's scale; null where it has more digits than the type, before or after the point. */
    static @Nullable BigDecimal decimal(String text, ColumnType type) {
        try {
            return decimal(new BigDecimal(text), type);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /** See {@link #decimal(String, ColumnType)}. */
    static @Nullable BigDecimal decimal(BigDecimal value, ColumnType type) {
        if (value.signum() == 0) {
            return BigDecimal.ZERO.setScale(type.scale());
        }
        // The magnitude is judged first: setScale of 1e999999999 or 1e-999999999 would fill the memory.
        long integerDigits = integerDigits(value);
        if (integerDigits > type.precision() - type.scale() || integerDigits <= -type.scale()) {
            return null;
        }
        try {
            return value.setScale(type.scale(), RoundingMode.UNNECESSARY);
        } catch (ArithmeticException e) {
            return null;
        }
    }

    /** Milliseconds of seconds, rounded down; some value beyond every timestamp where there are too many seconds. */
    static long millisOfSeconds(String text) {
        BigDecimal seconds;
        try {
            seconds = new BigDecimal(text);
        } catch (NumberFormatException e) {
            // An exponent of more than 32 bits.
            return Long.MAX_VALUE;
        }
        long integerDigits = integerDigits(seconds);
        if (seconds.signum() == 0) {
            return 0;
        }
        if (integerDigits > MOST_SECOND_DIGITS) {
            return Long.MAX_VALUE;
        }
        if (integerDigits < -MOST_SECOND_DIGITS) {
            return seconds.signum() < 0 ? -1 : 0;
        }
        return seconds.movePointRight(3).setScale(0, RoundingMode.FLOOR).longValueExact();
    }

    /** Digits before the point; zero or negative where zeros follow the point. */
    private static long integerDigits(BigDecimal value) {
        return (long) value.precision() - value.scale();
    }
}
