package dev.switchback.control.command;

/** Stable names of what can go wrong for a caller of the admin API; spoken in lower case. */
public enum ErrorCode {
    INVALID_REQUEST(Type.USER),
    INVALID_MANIFEST(Type.USER),
    INVALID_JAR(Type.USER),
    UNAUTHORIZED(Type.USER),
    FORBIDDEN(Type.USER),
    RATE_LIMITED(Type.USER),
    TOKEN_NOT_FOUND(Type.USER),
    TOKEN_CONFLICT(Type.USER),
    NOT_FOUND(Type.USER),
    METHOD_NOT_ALLOWED(Type.USER),
    UNSUPPORTED_MEDIA_TYPE(Type.USER),
    BODY_TOO_LARGE(Type.USER),
    PIPELINE_NOT_FOUND(Type.USER),
    VERSION_NOT_FOUND(Type.USER),
    REPLAY_NOT_FOUND(Type.USER),
    VIEW_NOT_FOUND(Type.USER),
    REPLAY_RUNNING(Type.USER),
    VERSION_ALREADY_BUILT(Type.USER),
    VERSION_RETIRED(Type.USER),
    VERSION_ACTIVE(Type.USER),
    VERSION_NOT_READY(Type.USER),
    CHECK_ONLY(Type.USER),
    IDEMPOTENCY_KEY_REUSED(Type.USER),
    ILLEGAL_TRANSITION(Type.USER),
    EPOCH_CONFLICT(Type.USER),
    NO_STANDBY(Type.USER),
    NOT_COMPARABLE(Type.USER),
    GATE_FAILED(Type.USER),
    OPERATION_RUNNING(Type.USER),
    SWITCH_GIVEN_UP(Type.EXTERNAL),
    CUT_NOT_REACHED(Type.EXTERNAL),
    NOT_LEADING(Type.EXTERNAL),
    STORE_UNAVAILABLE(Type.EXTERNAL),
    INTERNAL(Type.INTERNAL);

    private final Type type;

    ErrorCode(Type type) {
        this.type = type;
    }

    public Type type() {
        return type;
    }

    /** Whose it is to mend. */
    public enum Type {
        USER,
        EXTERNAL,
        INTERNAL
    }
}
