package dev.switchback.views.program;

import org.jspecify.annotations.Nullable;

/** The WHERE clause and the row-level expressions of one view, compiled. Not thread-safe: one per thread. */
public interface RowProgram {
    /**
     * Evaluates one decoded row.
     *
     * @param row values as {@link dev.switchback.views.plan.PipelinePlan#columns()} says; not changed
     * @param output receives the view's dimensions (or columns), then the arguments of its states; at least {@link #outputs()} long.
     *     Its content is undefined where the result is false
     * @return whether the row passes the WHERE clause (NULL counts as no)
     * @throws RowEvaluationException where an expression has no value for this row: division by zero, overflow, a failing cast
     */
    boolean evaluate(@Nullable Object[] row, @Nullable Object[] output) throws RowEvaluationException;

    /** Number of output slots. */
    int outputs();
}
