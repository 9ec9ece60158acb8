package dev.switchback.views.program;

import dev.switchback.views.plan.ColumnType;
import java.math.BigDecimal;
import java.util.Comparator;

/** The six comparisons. Text is ordered by code point, as UTF-8 bytes are. */
public enum Comparison {
    EQUAL,
    NOT_EQUAL,
    LESS,
    LESS_OR_EQUAL,
    GREATER,
    GREATER_OR_EQUAL;

    /** Compares two values of one kind that are not NULL. */
    public Expression.Binary over(ColumnType.Kind kind) {
        if (kind == ColumnType.Kind.VARCHAR && this == EQUAL) {
            return Object::equals;
        }
        if (kind == ColumnType.Kind.VARCHAR && this == NOT_EQUAL) {
            return (a, b) -> !a.equals(b);
        }
        Comparator<Object> order = order(kind);
        return switch (this) {
            case EQUAL -> (a, b) -> order.compare(a, b) == 0;
            case NOT_EQUAL -> (a, b) -> order.compare(a, b) != 0;
            case LESS -> (a, b) -> order.compare(a, b) < 0;
            case LESS_OR_EQUAL -> (a, b) -> order.compare(a, b) <= 0;
            case GREATER -> (a, b) -> order.compare(a, b) > 0;
            case GREATER_OR_EQUAL -> (a, b) -> order.compare(a, b) >= 0;
        };
    }

    private static Comparator<Object> order(ColumnType.Kind kind) {
        return switch (kind) {
            case BOOLEAN -> (a, b) -> Boolean.compare((Boolean) a, (Boolean) b);
            case INTEGER -> (a, b) -> Integer.compare((Integer) a, (Integer) b);
            case BIGINT, TIMESTAMP -> (a, b) -> Long.compare((Long) a, (Long) b);
            // Primitive comparison, so that the two zeros are equal.
            case DOUBLE ->
                (a, b) -> {
                    double left = (Double) a;
                    double right = (Double) b;
                    return left < right ? -1 : left > right ? 1 : 0;
                };
            case DECIMAL -> (a, b) -> ((BigDecimal) a).compareTo((BigDecimal) b);
            case VARCHAR -> (a, b) -> compareText((String) a, (String) b);
        };
    }

    private static int compareText(String left, String right) {
        int length = Math.min(left.length(), right.length());
        for (int i = 0; i < length; i++) {
            char a = left.charAt(i);
            char b = right.charAt(i);
            if (a != b) {
                // A surrogate stands for a code point above all others.
                boolean surrogates = Character.isSurrogate(a) == Character.isSurrogate(b);
                return surrogates ? Character.compare(a, b) : Character.isSurrogate(a) ? 1 : -1;
            }
        }
        return Integer.compare(left.length(), right.length());
    }
}
