package dev.switchback.control.command;

import java.util.Map;

/** A request was refused; the message is one sentence for the caller. */
public final class ControlException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final transient Map<String, ?> extra;

    public ControlException(ErrorCode code, String message) {
        this(code, message, Map.of());
    }

    /** @param extra further members of the problem document */
    public ControlException(ErrorCode code, String message, Map<String, ?> extra) {
        super(message);
        this.code = code;
        this.extra = Map.copyOf(extra);
    }

    public ErrorCode code() {
        return code;
    }

    public Map<String, ?> extra() {
        return extra;
    }
}
