package dev.switchback.views.manifest;

import dev.switchback.views.plan.ColumnType;
import java.util.List;

/**
 * One column of the source.
 *
 * @param name as SQL names it, {@code [A-Za-z_][A-Za-z0-9_]*}
 * @param origin which part of the record
 * @param path where its value stands in there; in a record's value the field called {@code name}, elsewhere {@link JsonPath#WHOLE}, unless
 *     the manifest gives {@code path:}
 * @param format {@link ValueFormat#PLAIN} unless the manifest gives {@code format:}
 */
public record SourceColumn(String name, ColumnType type, Origin origin, JsonPath path, ValueFormat format) {
    /** A column of the record's value. */
    public SourceColumn(String name, ColumnType type, JsonPath path, ValueFormat format) {
        this(name, type, new Origin.Value(), path, format);
    }

    /** A column without format, at the end of the named fields. */
    public SourceColumn(String name, ColumnType type, List<String> fields) {
        this(name, type, JsonPath.ofFields(fields), ValueFormat.PLAIN);
    }

    /** Whether it is read from the record's value, in the source's format. */
    public boolean inValue() {
        return origin.equals(new Origin.Value());
    }

    /** Where it is read from, as messages name it: {@code field actor.login}, {@code key}, {@code header:trace-id}. */
    public String place() {
        if (inValue()) {
            return "field " + path;
        }
        return path.steps().isEmpty() ? origin.word() : origin.word() + ", field " + path;
    }
}
