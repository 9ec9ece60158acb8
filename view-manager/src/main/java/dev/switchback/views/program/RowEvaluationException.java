package dev.switchback.views.program;

/** An expression has no value for a row; the message says which and why, fit for a dead letter. */
public final class RowEvaluationException extends Exception {
    private static final long serialVersionUID = 1L;

    public RowEvaluationException(String message, Throwable cause) {
        // No stack trace of its own: it is thrown per bad event, and the cause has one.
        super(message, cause, false, false);
    }
}
