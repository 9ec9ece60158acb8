package dev.switchback.views.history;

import static dev.switchback.views.history.HistoryNames.quote;

import dev.switchback.views.VersionId;
import dev.switchback.views.history.HistoryLayout.TableDefinition;
import dev.switchback.views.plan.ColumnType;
import dev.switchback.views.plan.OutputColumn;
import dev.switchback.views.plan.ViewPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The tables of a version's views and dead letters. No table is partitioned: one insert must be one block, whole or not at all. */
final class HistoryTables {
    private static final String IN_ORDER_OF_ARRIVAL =
            "ORDER BY (" + quote(HistoryNames.PARTITION) + ", " + quote(HistoryNames.OFFSET) + ")";

    private final VersionId version;
    private final int tokenWindow;
    private final int shards;

    HistoryTables(VersionId version, int tokenWindow, int shards) {
        this.version = version;
        this.tokenWindow = tokenWindow;
        this.shards = shards;
    }

    TableDefinition of(ViewPlan view) {
        String table = view.name() + HistoryNames.tableSuffix(version);
        return switch (view) {
            case ViewPlan.Aggregate aggregate
            when aggregate.session().isPresent() ->
                SessionTable.definition(version.pipeline(), table, aggregate, shards);
            case ViewPlan.Aggregate aggregate -> aggregated(table, aggregate);
            case ViewPlan.Rows rows -> rowByRow(table, rows);
        };
    }

    /** Where sessions are kept at cuts, of a view of sessions. */
    Optional<TableDefinition> cutsOf(ViewPlan view) {
        return view instanceof ViewPlan.Aggregate aggregate
                        && aggregate.session().isPresent()
                ? Optional.of(SessionTable.cuts(
                        version.pipeline(), HistoryNames.cutsTable(version, view.name()), aggregate, shards))
                : Optional.empty();
    }

    TableDefinition deadLetters() {
        List<String> columns = List.of(
                quote(HistoryNames.PARTITION) + " UInt32",
                quote(HistoryNames.OFFSET) + " UInt64",
                quote("reason") + " String",
                quote("detail") + " String",
                quote("payload") + " Nullable(String)",
                quote("event_timestamp") + " " + HistoryTypes.TIMESTAMP);
        return definition(HistoryNames.deadLetterTable(version), columns, "MergeTree", IN_ORDER_OF_ARRIVAL);
    }

    private TableDefinition aggregated(String table, ViewPlan.Aggregate view) {
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
        return definition(table, columns, "AggregatingMergeTree", "ORDER BY (" + String.join(", ", order) + ")");
    }

    private TableDefinition rowByRow(String table, ViewPlan.Rows view) {
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
        return definition(table, columns, "MergeTree", IN_ORDER_OF_ARRIVAL);
    }

    /** Smallest and largest value per granule. */
    private static String range(String column) {
        return "INDEX " + quote("_range_" + column) + " " + quote(column) + " TYPE minmax GRANULARITY 1";
    }

    private TableDefinition definition(String table, List<String> columns, String engine, String order) {
        return new TableDefinition(version.pipeline(), table, columns, engine, List.of(), order, tokenWindow, shards);
    }
}
