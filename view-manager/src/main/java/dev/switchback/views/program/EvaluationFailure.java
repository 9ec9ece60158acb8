package dev.switchback.views.program;

/** An expression has no value for a row. Unchecked, since expressions nest; {@link CompiledProgram} turns it into a {@link RowEvaluationException}. */
public final class EvaluationFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public EvaluationFailure(String message) {
        // No stack trace: it is thrown per bad event, and the message names the expression.
        super(message, null, false, false);
    }
}
