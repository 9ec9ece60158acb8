package dev.switchback.query.request;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rows of an answer.
 *
 * @param rows values in the order of the columns, of the Java classes that {@link dev.switchback.views.plan.ColumnType.Kind} names
 * @param truncated whether there were more than the limit
 */
public record Rows(List<ResultColumn> columns, List<@Nullable Object[]> rows, boolean truncated) {
    public Rows {
        columns = List.copyOf(columns);
    }

    /** Keeps the first {@code limit} rows. */
    public static Rows limited(List<ResultColumn> columns, List<@Nullable Object[]> rows, int limit) {
        boolean more = rows.size() > limit;
        return new Rows(columns, more ? rows.subList(0, limit) : rows, more);
    }
}
