package dev.switchback.views.history;

import static dev.switchback.views.history.HistoryNames.quote;

import dev.switchback.views.VersionId;
import dev.switchback.views.plan.ColumnType;
import dev.switchback.views.plan.OutputColumn;
import dev.switchback.views.plan.ViewPlan;
import java.util.ArrayList;
import java.util.List;

/** CREATE TABLE for views and dead letters. No table is partitioned: one insert must be one block, whole or not at all. */
final class HistoryTables {
    private static final String IN_ORDER_OF_ARRIVAL =
            "ORDER BY (" + quote(HistoryNames.PARTITION) + ", " + quote(HistoryNames.OFFSET) + ")";

    private HistoryTables() {}

    static String create(VersionId version, ViewPlan view, int tokenWindow) {
        String table = HistoryNames.table(version, view.name());
        return switch (view) {
            case ViewPlan.Aggregate aggregate
            when aggregate.session().isPresent() -> SessionTable.create(table, aggregate);
            case ViewPlan.Aggregate aggregate -> aggregated(table, aggregate, tokenWindow);
            case ViewPlan.Rows rows -> rowByRow(table, rows, tokenWindow);
        };
    }

    static String createDeadLetters(VersionId version, int tokenWindow) {
        List<String> columns = List.of(
                quote(HistoryNames.PARTITION) + " UInt32",
                quote(HistoryNames.OFFSET) + " UInt64",
                quote("reason") + " String",
                quote("detail") + " String",
                quote("payload") + " Nullable(String)",
                quote("event_timestamp") + " " + HistoryTypes.TIMESTAMP);
        return statement(HistoryNames.deadLetters(version), columns, "MergeTree", IN_ORDER_OF_ARRIVAL, tokenWindow);
    }

    private static String aggregated(String table, ViewPlan.Aggregate view, int tokenWindow) {
        List<String> columns = new ArrayList<>();
        List<String> order = new ArrayList<>();
        // Days first: a time range reads few days, and within a day the dimensions' filters find their rows (ADR 032).
        view.window().ifPresent(window -> order.add("toDate(" + quote(HistoryNames.WINDOW_START) + ")"));
        for (OutputColumn dimension : view.dimensions()) {
            columns.add(quote(dimension.name()) + " " + HistoryTypes.nullable(dimension.type()));
            order.add(quote(dimension.name()));
        }
        view.window().ifPresent(window -> {
            columns.add(quote(HistoryNames.WINDOW_START) + " " + HistoryTypes.TIMESTAMP);
            order.add(quote(HistoryNames.WINDOW_START));
        });
        view.states().forEach(state -> columns.add(new StateColumn(state).definition()));
        columns.add(quote(HistoryNames.EVENTS) + " SimpleAggregateFunction(sum, UInt64)");
        columns.add(quote(HistoryNames.CUT) + " UInt32");
        order.add(quote(HistoryNames.CUT));
        // ClickHouse does not see through toDate(DateTime64) when it searches the order.
        view.window().ifPresent(window -> columns.add(range(HistoryNames.WINDOW_START)));
        return statement(
                table, columns, "AggregatingMergeTree", "ORDER BY (" + String.join(", ", order) + ")", tokenWindow);
    }

    private static String rowByRow(String table, ViewPlan.Rows view, int tokenWindow) {
        List<String> columns = new ArrayList<>();
        view.columns()
                .forEach(column -> columns.add(quote(column.name()) + " " + HistoryTypes.nullable(column.type())));
        columns.add(quote(HistoryNames.PARTITION) + " UInt32");
        columns.add(quote(HistoryNames.OFFSET) + " UInt64");
        columns.add(quote(HistoryNames.CUT) + " UInt32");
        // Event time follows the offsets roughly, so its smallest and largest value per granule find a time range.
        view.columns().stream()
                .filter(column -> column.type().kind() == ColumnType.Kind.TIMESTAMP)
                .forEach(column -> columns.add(range(column.name())));
        return statement(table, columns, "MergeTree", IN_ORDER_OF_ARRIVAL, tokenWindow);
    }

    /** Smallest and largest value per granule. */
    private static String range(String column) {
        return "INDEX " + quote("_range_" + column) + " " + quote(column) + " TYPE minmax GRANULARITY 1";
    }

    private static String statement(String table, List<String> columns, String engine, String order, int tokenWindow) {
        return "CREATE TABLE IF NOT EXISTS " + table + " (" + String.join(", ", columns) + ") ENGINE = " + engine + " "
                + order + " SETTINGS allow_nullable_key = 1, non_replicated_deduplication_window = " + tokenWindow;
    }
}
