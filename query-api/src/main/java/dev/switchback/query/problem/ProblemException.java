package dev.switchback.query.problem;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Ends a request with a problem document. Has no stack trace: it tells the caller about the request, nobody about the code. */
public final class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ProblemCode code;
    private final transient Map<String, Object> members;

    private ProblemException(ProblemCode code, String detail, Map<String, Object> members, @Nullable Throwable cause) {
        super(detail, cause, false, false);
        this.code = code;
        this.members = Map.copyOf(members);
    }

    /** @param detail one sentence, with advice where there is some */
    public ProblemException(ProblemCode code, String detail) {
        this(code, detail, Map.of(), null);
    }

    public ProblemException(ProblemCode code, String detail, Throwable cause) {
        this(code, detail, Map.of(), cause);
    }

    /** A problem with one parameter. */
    public static ProblemException parameter(ProblemCode code, String parameter, String detail) {
        return new ProblemException(code, detail, Map.of("parameter", parameter), null);
    }

    /** A problem with one parameter, and the values nearest to it that are right. */
    public ProblemException(ProblemCode code, String detail, String parameter, List<String> nearest) {
        this(code, detail, Map.of("parameter", parameter, "nearest", List.copyOf(nearest)), null);
    }

    /** A name that does not exist, and those that do. */
    public static ProblemException unknown(ProblemCode code, String detail, List<String> available) {
        return new ProblemException(code, detail, Map.of("available", List.copyOf(available)), null);
    }

    public ProblemCode code() {
        return code;
    }

    /** Members of the document beside the standard ones; values are strings or lists of strings. */
    public Map<String, Object> members() {
        return members;
    }
}
