package dev.switchback.standalone.client;

import tools.jackson.databind.JsonNode;

/** A service refused a request; the message is what its problem document says. */
public final class ApiException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;

    private final String replay;

    private ApiException(int status, JsonNode problem, String message) {
        super(message);
        this.status = status;
        this.code = problem.path("code").asString("");
        this.replay = problem.path("replay").asString("");
    }

    static ApiException of(int status, JsonNode problem) {
        String title = problem.path("title").asString("The service answered with status " + status);
        StringBuilder message = new StringBuilder(problem.path("detail").asString(title));
        // Whatever a problem lists (what exists, what is wrong where) helps the reader, whatever its name.
        problem.propertyStream().filter(member -> member.getValue().isArray()).forEach(member -> {
            message.append(System.lineSeparator())
                    .append("  ")
                    .append(member.getKey().replace('_', ' '))
                    .append(':');
            for (JsonNode one : member.getValue()) {
                message.append(one.isString() ? " " + one.asString() : System.lineSeparator() + "    " + words(one));
            }
        });
        return new ApiException(status, problem, message.toString());
    }

    /** A problem of a manifest: where, what, and what to do. */
    private static String words(JsonNode one) {
        String where = one.has("line")
                ? "line " + one.path("line").asInt() + ", " + one.path("field").asString("") + ": "
                : "";
        return where + one.path("message").asString(one.toString()) + "; "
                + one.path("advice").asString("");
    }

    /** HTTP status. */
    public int status() {
        return status;
    }

    /** The stable code of the problem; empty if it names none. */
    public String code() {
        return code;
    }

    /** The replay that the problem names; empty if it names none. */
    String replay() {
        return replay;
    }
}
