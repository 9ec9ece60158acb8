package dev.switchback.views.program;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A row program made of compiled expressions; plain columns are copied without a call. */
public final class CompiledProgram implements RowProgram {
    private static final int COMPUTED = -1;

    private final @Nullable Expression where;
    private final List<Output> outputs;
    private final int[] columns;
    private final Expression[] expressions;

    /** What fills one output slot. */
    public sealed interface Output {
        /** As an error message calls it. */
        String name();

        /** Value {@code index} of the row. */
        record Column(String name, int index) implements Output {}

        record Computed(String name, Expression expression) implements Output {}
    }

    public CompiledProgram(Optional<Expression> where, List<Output> outputs) {
        this.where = where.orElse(null);
        this.outputs = List.copyOf(outputs);
        this.columns = new int[outputs.size()];
        this.expressions = new Expression[outputs.size()];
        for (int i = 0; i < columns.length; i++) {
            switch (outputs.get(i)) {
                case Output.Column column -> {
                    columns[i] = column.index();
                    expressions[i] = Expression.column(column.index());
                }
                case Output.Computed computed -> {
                    columns[i] = COMPUTED;
                    expressions[i] = computed.expression();
                }
            }
        }
    }

    @Override
    public boolean evaluate(@Nullable Object[] row, @Nullable Object[] output) throws RowEvaluationException {
        int slot = -1;
        try {
            if (where != null && !Boolean.TRUE.equals(where.evaluate(row))) {
                return false;
            }
            for (slot = 0; slot < columns.length; slot++) {
                int column = columns[slot];
                output[slot] = column == COMPUTED ? withoutSign(expressions[slot].evaluate(row)) : row[column];
            }
            return true;
        } catch (EvaluationFailure e) {
            String place = slot < 0 ? "WHERE" : outputs.get(slot).name();
            throw new RowEvaluationException(place + ": " + e.getMessage(), e);
        }
    }

    /** Negative zero, which a function may give, becomes zero: equal values are equal keys. */
    private static @Nullable Object withoutSign(@Nullable Object value) {
        return value instanceof Double real && real == 0 ? (Object) 0.0 : value;
    }

    @Override
    public int outputs() {
        return columns.length;
    }
}
