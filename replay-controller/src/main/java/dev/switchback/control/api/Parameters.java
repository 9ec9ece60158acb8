package dev.switchback.control.api;

import dev.switchback.control.command.ControlException;
import dev.switchback.control.command.ErrorCode;
import dev.switchback.views.VersionId;
import io.micronaut.http.context.ServerRequestContext;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads path and query parameters. */
final class Parameters {
    private static final Pattern PIPELINE = Pattern.compile("[a-z][a-z0-9_]{0,39}");
    /** Attribute of a request: the name of the token's holder. */
    static final String ACTOR = "switchback.actor";

    private static final int LONGEST_NAME = 100;

    private Parameters() {}

    static String pipeline(String text) {
        if (!PIPELINE.matcher(text).matches()) {
            throw new ControlException(
                    ErrorCode.PIPELINE_NOT_FOUND,
                    "There is no such pipeline: a name is a lower-case letter, then up to 39 letters, digits and underscores.");
        }
        return text;
    }

    static VersionId version(String pipeline, String number) {
        return new VersionId(pipeline(pipeline), (int) number("version", number, 1, Integer.MAX_VALUE));
    }

    static UUID replay(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw new ControlException(
                    ErrorCode.REPLAY_NOT_FOUND, "There is no such replay: the id of a replay is a UUID.");
        }
    }

    /** {@code absent} where the parameter is not given. */
    static long optional(String name, @Nullable String text, long absent, long least, long most) {
        return text == null ? absent : number(name, text, least, most);
    }

    private static long number(String name, String text, long least, long most) {
        try {
            long value = Long.parseLong(text);
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw outside(name, least, most);
        }
        throw outside(name, least, most);
    }

    private static ControlException outside(String name, long least, long most) {
        return new ControlException(
                ErrorCode.INVALID_REQUEST, name + " has to be an integer from " + least + " to " + most + ".");
    }

    /** Whose token it is; without tokens who the caller says they are, {@code api} where they do not say. */
    static String actor(@Nullable String header) {
        Optional<String> known =
                ServerRequestContext.currentRequest().flatMap(request -> request.getAttribute(ACTOR, String.class));
        if (known.isPresent()) {
            return known.get();
        }
        if (header == null || header.isBlank()) {
            return "api";
        }
        if (header.length() > LONGEST_NAME) {
            throw new ControlException(
                    ErrorCode.INVALID_REQUEST, "Switchback-Actor has at most " + LONGEST_NAME + " characters.");
        }
        return header;
    }
}
