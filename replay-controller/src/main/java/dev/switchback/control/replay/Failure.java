package dev.switchback.control.replay;

/**
 * Why a replay cannot go on.
 *
 * @param message one sentence for the operator
 */
public record Failure(Code code, String message) {

    /** Stable names; spoken in lower case. */
    public enum Code {
        TOPIC_NOT_FOUND,
        LOG_TRUNCATED,
        RETENTION_TOO_SHORT,
        NO_ROOM,
        /** A store will not serve us as we are configured. */
        ACCESS_DENIED,
        PROCESSOR_FAILED,
        STALLED,
        DEADLINE_EXCEEDED,
        CONSERVATION_VIOLATED,
        AUDIT_MISMATCH,
        INVALID_MANIFEST,
        /** A check found that the version and its repetition differ. */
        NOT_DETERMINISTIC,
        /** A check could not compare. */
        NOT_COMPARED,
        INTERNAL
    }
}
