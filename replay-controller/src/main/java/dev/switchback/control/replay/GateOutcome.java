package dev.switchback.control.replay;

/**
 * What came of one gate.
 *
 * @param gate stable name; assertions are numbered
 * @param detail what it saw, in one sentence
 */
public record GateOutcome(String gate, Result result, String detail) {

    /** A result that this build does not know reads as null, and blocks. */
    public enum Result {
        PASSED,
        /** Also where it could not be evaluated. */
        FAILED,
        /** For a person. */
        WAITING,
        /** It did not pass, and somebody took the responsibility. */
        ACCEPTED
    }

    public static GateOutcome passed(String gate, String detail) {
        return new GateOutcome(gate, Result.PASSED, detail);
    }

    public static GateOutcome failed(String gate, String detail) {
        return new GateOutcome(gate, Result.FAILED, detail);
    }

    /** Whether the version must not be switched to because of it. */
    public boolean blocks() {
        return result != Result.PASSED && result != Result.ACCEPTED;
    }

    GateOutcome accepted(String by, String reason) {
        return blocks() ? new GateOutcome(gate, Result.ACCEPTED, detail + " Accepted by " + by + ": " + reason) : this;
    }
}
