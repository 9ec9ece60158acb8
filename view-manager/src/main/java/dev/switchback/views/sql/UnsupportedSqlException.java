package dev.switchback.views.sql;

/** An expression that the engine cannot evaluate; unchecked, since it is found deep within a tree, and caught by {@link ViewPlanner}. */
final class UnsupportedSqlException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String advice;

    UnsupportedSqlException(String message, String advice) {
        super(message);
        this.advice = advice;
    }

    /** What to do instead, one sentence. */
    String advice() {
        return advice;
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
