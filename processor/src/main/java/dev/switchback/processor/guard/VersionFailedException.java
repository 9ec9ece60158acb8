package dev.switchback.processor.guard;

/** The version cannot go on, and trying again does not mend it. The message is one sentence for the operator. */
public final class VersionFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public VersionFailedException(String message) {
        super(message);
    }

    public VersionFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
