package dev.switchback.processor.guard;

/** Thrown out of a wait when the processor is being closed. */
public final class StoppedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StoppedException() {
        super("the processor is being closed", null, false, false);
    }
}
