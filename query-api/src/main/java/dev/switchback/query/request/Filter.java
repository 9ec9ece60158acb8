package dev.switchback.query.request;

import dev.switchback.views.plan.OutputColumn;
import java.util.List;

/**
 * What a caller asks of one column: one of the values, or NULL where {@code nulls} says so.
 *
 * @param values of the column's Java class; empty together with {@code nulls == EXCLUDED} means any value but NULL
 */
public record Filter(OutputColumn column, List<Object> values, Nulls nulls) {
    public Filter {
        values = List.copyOf(values);
    }

    public enum Nulls {
        /** NULL passes, beside the values. */
        INCLUDED,
        EXCLUDED
    }
}
