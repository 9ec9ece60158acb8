package dev.switchback.views.program;

import org.jspecify.annotations.Nullable;

/**
 * A row-level expression, compiled. Values are of the classes that {@link dev.switchback.views.plan.ColumnType.Kind} names, {@code null} is
 * NULL. Holds no state, so threads may share it.
 */
@FunctionalInterface
public interface Expression {
    /** @throws EvaluationFailure where the expression has no value for the row */
    @Nullable
    Object evaluate(@Nullable Object[] row);

    /** The value of one column. */
    static Expression column(int index) {
        return row -> row[index];
    }

    static Expression constant(@Nullable Object value) {
        return row -> value;
    }

    /** A function of values that are not NULL. */
    @FunctionalInterface
    interface Unary {
        @Nullable
        Object apply(Object value);
    }

    /** A function of values that are not NULL. */
    @FunctionalInterface
    interface Binary {
        @Nullable
        Object apply(Object left, Object right);
    }

    /** NULL where the argument is. */
    static Expression strict(Expression argument, Unary function) {
        return row -> {
            Object value = argument.evaluate(row);
            return value == null ? null : function.apply(value);
        };
    }

    /** NULL where either argument is; both are evaluated. */
    static Expression strict(Expression left, Expression right, Binary function) {
        return row -> {
            Object first = left.evaluate(row);
            Object second = right.evaluate(row);
            return first == null || second == null ? null : function.apply(first, second);
        };
    }
}
