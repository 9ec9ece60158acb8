package dev.switchback.standalone;

/** Something the person at the terminal can mend; the message is one sentence that says what is wrong and what to do. */
public final class UserException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UserException(String message) {
        super(message);
    }

    public UserException(String message, Throwable cause) {
        super(message, cause);
    }
}
