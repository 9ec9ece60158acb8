package dev.switchback.views.registry;

/** A registered schema cannot be read; the message says what is wrong with it. */
public final class BrokenSchemaException extends Exception {
    private static final long serialVersionUID = 1L;

    public BrokenSchemaException(String message) {
        super(message);
    }

    public BrokenSchemaException(String message, Throwable cause) {
        super(message, cause);
    }
}
