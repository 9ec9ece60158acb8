package dev.switchback.views.registry;

import dev.switchback.views.manifest.SourceColumn;
import dev.switchback.views.manifest.ValueFormat.Time;

/** Which columns can hold what texts say. */
final class TextFit {
    private TextFit() {}

    static boolean fits(SourceColumn column) {
        Time time = column.format().time();
        return switch (column.type().kind()) {
            case VARCHAR -> true;
            case TIMESTAMP -> column.format().text() || time == Time.ANY || time == Time.ISO8601;
            case BOOLEAN, INTEGER, BIGINT, DOUBLE, DECIMAL -> column.format().text();
        };
    }
}
