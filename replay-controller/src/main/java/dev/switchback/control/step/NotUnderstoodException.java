package dev.switchback.control.step;

/** A registered manifest means nothing to this build: another one, mostly a newer one, has registered it. */
public final class NotUnderstoodException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    NotUnderstoodException(String message, Throwable cause) {
        super(message, cause);
    }
}
