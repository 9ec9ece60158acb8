package dev.switchback.query.historical;

import dev.switchback.views.history.HistoryNames;
import dev.switchback.views.plan.ColumnType;
import dev.switchback.views.plan.OutputColumn;

/** How columns are selected, so that every kind of value arrives in one way. */
final class ColumnSql {
    private ColumnSql() {}

    static String read(OutputColumn column) {
        return read(HistoryNames.quote(column.name()), column.type());
    }

    /** Times arrive as milliseconds since the epoch. */
    static String read(String expression, ColumnType type) {
        return switch (type.kind()) {
            case TIMESTAMP -> "toUnixTimestamp64Milli(" + expression + ")";
            case BOOLEAN, INTEGER, BIGINT, DOUBLE, DECIMAL, VARCHAR -> expression;
        };
    }
}
