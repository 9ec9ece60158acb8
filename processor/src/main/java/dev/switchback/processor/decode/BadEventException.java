package dev.switchback.processor.decode;

import dev.switchback.views.history.DeadLetterReason;

/** A record that is no event of the source; becomes a dead letter. */
public final class BadEventException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    public BadEventException(Reason reason, String detail) {
        // No stack trace: it is thrown per bad record, and bad records may be many.
        super(detail, null, false, false);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }

    /** Why a record is no event. */
    public enum Reason {
        INVALID_JSON(DeadLetterReason.INVALID_JSON),
        INVALID_AVRO(DeadLetterReason.INVALID_AVRO),
        INVALID_PROTOBUF(DeadLetterReason.INVALID_PROTOBUF),
        UNKNOWN_SCHEMA(DeadLetterReason.UNKNOWN_SCHEMA),
        WRONG_TYPE(DeadLetterReason.WRONG_TYPE),
        MISSING_EVENT_TIME(DeadLetterReason.MISSING_EVENT_TIME),
        TOMBSTONE(DeadLetterReason.TOMBSTONE),
        EXPRESSION(DeadLetterReason.EXPRESSION);

        private final DeadLetterReason deadLetter;

        Reason(DeadLetterReason deadLetter) {
            this.deadLetter = deadLetter;
        }

        /** What dead letters carry. */
        public DeadLetterReason deadLetter() {
            return deadLetter;
        }
    }
}
