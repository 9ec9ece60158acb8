package dev.switchback.query.live;

import java.math.BigDecimal;
import java.util.Comparator;

/**
 * A group and its exact value in a leaderboard.
 *
 * @param value a Double other than NaN, or an Integer, Long or BigDecimal
 */
record Ranked(String group, Object value) {
    /** Largest first, ties in the groups' order. */
    static final Comparator<Ranked> ORDER = Comparator.comparing(Ranked::value, Ranked::compare)
            .reversed()
            .thenComparing(Ranked::group, GroupOrder.OF_TEXTS);

    /** Compares two values of one leaderboard without rounding; the two zeros are equal. */
    static int compare(Object left, Object right) {
        if (left instanceof Double a && right instanceof Double b) {
            return Double.compare(a + 0.0, b + 0.0);
        }
        return exact(left).compareTo(exact(right));
    }

    private static BigDecimal exact(Object value) {
        return value instanceof BigDecimal decimal ? decimal : BigDecimal.valueOf(((Number) value).longValue());
    }
}
