package dev.switchback.control.replay;

/** An edge that the state machine does not have; the message names both states. */
public final class IllegalTransitionException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ReplayState from;
    private final ReplayState to;

    public IllegalTransitionException(ReplayState from, ReplayState to) {
        super("a replay that is " + from.word() + " cannot become " + to.word());
        this.from = from;
        this.to = to;
    }

    public ReplayState from() {
        return from;
    }

    public ReplayState to() {
        return to;
    }
}
