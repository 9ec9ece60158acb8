package dev.switchback.views.manifest;

import dev.switchback.views.plan.ColumnType;
import java.util.List;

/**
 * One column of the source.
 *
 * @param name as SQL names it, {@code [A-Za-z_][A-Za-z0-9_]*}
 * @param path where its value stands; the field called {@code name}, unless the manifest gives {@code path:}
 * @param format {@link ValueFormat#PLAIN} unless the manifest gives {@code format:}
 */
public record SourceColumn(String name, ColumnType type, JsonPath path, ValueFormat format) {

    /** A column without format, at the end of the named fields. */
    public SourceColumn(String name, ColumnType type, List<String> fields) {
        this(name, type, JsonPath.ofFields(fields), ValueFormat.PLAIN);
    }
}
