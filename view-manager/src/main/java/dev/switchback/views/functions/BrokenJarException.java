package dev.switchback.views.functions;

/** Bytes that are no jar that can be used; the message says why, as the end of a sentence that begins with the jar's name. */
public final class BrokenJarException extends Exception {
    private static final long serialVersionUID = 1L;

    public BrokenJarException(String message) {
        super(message);
    }
}
