package dev.switchback.views.functions;

import dev.switchback.views.plan.ColumnType;
import dev.switchback.views.plan.ColumnType.Kind;
import java.lang.invoke.MethodHandle;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A function that SQL may call. Finding it ran none of its code; calling {@link #method} does.
 *
 * @param name as SQL calls it
 * @param result type of its results, always nullable
 * @param method takes the values of the parameters' classes in an {@code Object[]}, and returns an {@code Object}
 * @param place class and method, for messages
 */
public record UserFunction(
        String name, List<Parameter> parameters, ColumnType result, MethodHandle method, String place) {
    public UserFunction {
        parameters = List.copyOf(parameters);
    }

    /**
     * One parameter.
     *
     * @param takesNull false: NULL in gives NULL out, without a call
     * @param takesInstant a TIMESTAMP is passed as {@link java.time.Instant}, not as milliseconds
     */
    public record Parameter(Kind kind, boolean takesNull, boolean takesInstant) {}

    /** As a message shows it: {@code edit_score(BIGINT, VARCHAR)}. */
    public String signature() {
        return name
                + parameters.stream()
                        .map(p -> p.kind() == Kind.TIMESTAMP
                                ? "TIMESTAMP(3)"
                                : p.kind().name())
                        .collect(Collectors.joining(", ", "(", ")"));
    }
}
