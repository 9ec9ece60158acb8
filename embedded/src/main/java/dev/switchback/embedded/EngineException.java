package dev.switchback.embedded;

/** An engine cannot start or was lost; the message is one sentence for the person at the terminal and says what to do. */
public final class EngineException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public EngineException(String message) {
        super(message);
    }

    public EngineException(String message, Throwable cause) {
        super(message, cause);
    }
}
