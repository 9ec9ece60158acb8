package dev.switchback.control.preflight;

/** One thing that was looked at before a replay, with a sentence for the operator. */
public record Check(Name name, Outcome outcome, String message) {

    /** Stable names; spoken in lower case. */
    public enum Name {
        /** The log reaches offset zero on every partition (promise P8). */
        LOG,
        /** The log keeps its events until the replay is over. */
        RETENTION,
        /** ClickHouse's disk holds a second version. */
        HISTORY_SPACE,
        /** Redis's memory holds a second version. */
        LIVE_SPACE
    }

    /** What a check found. */
    public enum Outcome {
        PASS,
        /** Nothing that stops the replay, but an operator should look. */
        WARN,
        FAIL
    }

    static Check pass(Name name, String message) {
        return new Check(name, Outcome.PASS, message);
    }

    static Check warn(Name name, String message) {
        return new Check(name, Outcome.WARN, message);
    }

    static Check fail(Name name, String message) {
        return new Check(name, Outcome.FAIL, message);
    }
}
