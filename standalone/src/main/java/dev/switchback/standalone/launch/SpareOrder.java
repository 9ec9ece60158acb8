package dev.switchback.standalone.launch;

import dev.switchback.views.VersionId;
import java.nio.file.Path;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a spare JVM is told when it is needed, in one line of JSON on its standard input.
 *
 * @param state folder of its local state
 * @param log file that it appends its log to from now on
 */
public record SpareOrder(String pipeline, int version, String state, String log) {
    /** First argument of the main class of a JVM that waits for an order. */
    public static final String ARGUMENT = "--spare";

    private static final JsonMapper JSON = new JsonMapper();

    static SpareOrder of(VersionId version, Path state, Path log) {
        return new SpareOrder(version.pipeline(), version.number(), state.toString(), log.toString());
    }

    /**
     * Reads what {@link #line()} wrote.
     *
     * @throws IllegalArgumentException if it is something else
     */
    public static SpareOrder read(String line) {
        try {
            return JSON.readValue(line, SpareOrder.class);
        } catch (JacksonException e) {
            throw new IllegalArgumentException("not an order: " + line, e);
        }
    }

    String line() {
        return JSON.writeValueAsString(this);
    }
}
