package dev.switchback.migrations;

/** A schema could not be brought up to date; the message is one sentence for the operator and says which store and what to do. */
public final class MigrationException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public MigrationException(String message, Throwable cause) {
        super(message, cause);
    }
}
