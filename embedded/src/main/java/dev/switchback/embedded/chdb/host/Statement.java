package dev.switchback.embedded.chdb.host;

import java.lang.foreign.MemorySegment;
import java.util.Map;

/**
 * What to run on one connection.
 *
 * @param text the statement in UTF-8, with the data of an INSERT behind it, in native memory
 * @param format output format where the statement names none
 * @param parameters values of {@code {name:Type}}, escaped as in TabSeparated
 * @param settings settings of this statement alone
 */
public record Statement(
        MemorySegment text,
        String database,
        String format,
        Map<String, String> parameters,
        Map<String, String> settings) {
    public Statement {
        parameters = Map.copyOf(parameters);
        settings = Map.copyOf(settings);
    }
}
