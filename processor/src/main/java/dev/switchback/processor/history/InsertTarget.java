package dev.switchback.processor.history;

import dev.switchback.views.history.InsertColumn;
import java.util.List;

/**
 * A table that rows go to.
 *
 * @param table quoted and qualified
 * @param name in insert tokens
 * @param columns of the INSERT, in order
 */
public record InsertTarget(String table, String name, List<InsertColumn> columns) {
    public InsertTarget {
        columns = List.copyOf(columns);
    }
}
