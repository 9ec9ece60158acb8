package dev.switchback.views.history;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Why a record is among the dead letters and in no view. */
public enum DeadLetterReason {
    INVALID_JSON("invalid_json"),
    INVALID_AVRO("invalid_avro"),
    INVALID_PROTOBUF("invalid_protobuf"),
    /** The schema that the record names is not in the registry, or cannot be read. */
    UNKNOWN_SCHEMA("unknown_schema"),
    WRONG_TYPE("wrong_type"),
    MISSING_EVENT_TIME("missing_event_time"),
    TOMBSTONE("tombstone"),
    EXPRESSION("expression"),
    /** A good event that came later than the manifest allows; the only reason that counts as late, not as dead. */
    LATE("late");

    private final String code;

    DeadLetterReason(String code) {
        this.code = code;
    }

    /** As the history store and the API have it. */
    public String code() {
        return code;
    }

    public static Optional<DeadLetterReason> ofCode(String code) {
        return Arrays.stream(values())
                .filter(reason -> reason.code.equals(code))
                .findFirst();
    }

    /** Every code. */
    public static List<String> codes() {
        return Arrays.stream(values()).map(DeadLetterReason::code).toList();
    }
}
