package dev.switchback.query.problem;

import java.util.Locale;

/** Stable codes of the problem documents. */
public enum ProblemCode {
    UNKNOWN_PIPELINE(Type.USER),
    UNKNOWN_VIEW(Type.USER),
    UNKNOWN_VERSION(Type.USER),
    UNKNOWN_DIMENSION(Type.USER),
    UNKNOWN_MEASURE(Type.USER),
    UNKNOWN_PARAMETER(Type.USER),
    /** A value that cannot be read, is out of range or contradicts another. */
    INVALID_PARAMETER(Type.USER),
    /** A parameter that exists, but not for this kind of view. */
    UNSUPPORTED_PARAMETER(Type.USER),
    /** The view's windows overlap, so that what is asked for would count events twice. */
    OVERLAPPING_WINDOWS(Type.USER),
    /** The view is not kept in the live store. */
    VIEW_NOT_LIVE(Type.USER),
    /** Nothing was switched to yet. */
    NO_ACTIVE_VERSION(Type.USER),
    /** The pipeline has not reached the epoch that {@code Switchback-Min-Epoch} asks for. */
    EPOCH_NOT_REACHED(Type.USER),
    /** The live groups to be looked through are more than one request may read. */
    TOO_MANY_GROUPS(Type.RESOURCES),
    /** The query ran longer than one may. */
    QUERY_TOO_EXPENSIVE(Type.RESOURCES),
    /** A sum over the rows asked for does not fit its type. */
    VALUE_OUT_OF_RANGE(Type.USER),
    /** More queries wait than the server keeps. */
    OVERLOADED(Type.RESOURCES),
    /** The server cannot say which version is active: its lease ran out and PostgreSQL does not answer. */
    POINTER_UNAVAILABLE(Type.EXTERNAL),
    STORE_UNAVAILABLE(Type.EXTERNAL),
    /** The live store lost data that is being written again: until then an answer would be a part of it. */
    LIVE_REBUILDING(Type.EXTERNAL),
    /** A key is needed. */
    UNAUTHORIZED(Type.USER),
    FORBIDDEN(Type.USER),
    RATE_LIMITED(Type.USER),
    MALFORMED_REQUEST(Type.USER),
    ADDRESS_TOO_LONG(Type.USER),
    NOT_FOUND(Type.USER),
    METHOD_NOT_ALLOWED(Type.USER),
    NOT_ACCEPTABLE(Type.USER),
    INTERNAL(Type.INTERNAL);

    private final Type type;

    ProblemCode(Type type) {
        this.type = type;
    }

    public Type type() {
        return type;
    }

    /**
     * Whether a watch over a switch counts it as a failure of the version: what is ours or a store's to mend, and names and values that
     * another version may know. What the caller got wrong whatever the version is not.
     */
    public boolean isHeldAgainstVersion() {
        return switch (this) {
            case UNKNOWN_VIEW, UNKNOWN_DIMENSION, UNKNOWN_MEASURE, VIEW_NOT_LIVE, VALUE_OUT_OF_RANGE -> true;
            default -> type != Type.USER;
        };
    }

    /** The word in the document. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Who can do something about it. */
    public enum Type {
        USER,
        INTERNAL,
        EXTERNAL,
        RESOURCES
    }
}
