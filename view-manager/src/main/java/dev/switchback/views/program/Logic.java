package dev.switchback.views.program;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Three-valued logic and CASE. Operands are evaluated from left to right, and only as far as needed. */
public final class Logic {
    private Logic() {}

    public static Expression and(List<Expression> operands) {
        return connective(operands, Boolean.FALSE);
    }

    public static Expression or(List<Expression> operands) {
        return connective(operands, Boolean.TRUE);
    }

    /** @param decisive the value that decides, whatever the other operands are */
    private static Expression connective(List<Expression> operands, Boolean decisive) {
        Expression[] all = operands.toArray(Expression[]::new);
        Boolean neutral = !decisive;
        return row -> {
            Boolean result = neutral;
            for (Expression operand : all) {
                Object value = operand.evaluate(row);
                if (decisive.equals(value)) {
                    return decisive;
                }
                if (value == null) {
                    result = null;
                }
            }
            return result;
        };
    }

    public static Expression not(Expression operand) {
        return Expression.strict(operand, value -> !((Boolean) value));
    }

    public static Expression isNull(Expression operand) {
        return row -> operand.evaluate(row) == null;
    }

    public static Expression isNotNull(Expression operand) {
        return row -> operand.evaluate(row) != null;
    }

    /** IS TRUE, IS FALSE; never NULL. */
    public static Expression is(Expression operand, boolean wanted) {
        return row -> ((Boolean) wanted).equals(operand.evaluate(row));
    }

    /** IS NOT TRUE, IS NOT FALSE; never NULL. */
    public static Expression isNot(Expression operand, boolean unwanted) {
        return row -> !((Boolean) unwanted).equals(operand.evaluate(row));
    }

    /** NULL-safe equality; never NULL. */
    public static Expression isNotDistinctFrom(Expression left, Expression right, Expression.Binary equal) {
        return row -> {
            Object first = left.evaluate(row);
            Object second = right.evaluate(row);
            return first == null || second == null ? first == null && second == null : equal.apply(first, second);
        };
    }

    /** IN over constants that are not NULL, of one class with {@code equals}. */
    public static Expression in(Expression operand, Set<Object> constants) {
        Set<Object> all = Set.copyOf(constants);
        return Expression.strict(operand, all::contains);
    }

    /** Searched CASE; {@code conditions} and {@code values} in pairs. */
    public static Expression choose(List<Expression> conditions, List<Expression> values, Expression otherwise) {
        Expression[] when = conditions.toArray(Expression[]::new);
        Expression[] then = values.toArray(Expression[]::new);
        return row -> {
            for (int i = 0; i < when.length; i++) {
                if (isTrue(when[i].evaluate(row))) {
                    return then[i].evaluate(row);
                }
            }
            return otherwise.evaluate(row);
        };
    }

    private static boolean isTrue(@Nullable Object value) {
        return Boolean.TRUE.equals(value);
    }
}
