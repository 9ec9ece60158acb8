package dev.switchback.views.history;

import static dev.switchback.views.history.HistoryNames.quote;

import dev.switchback.views.history.HistoryLayout.TableDefinition;
import dev.switchback.views.plan.AggregateState;
import dev.switchback.views.plan.ColumnType;
import dev.switchback.views.plan.OutputColumn;
import dev.switchback.views.plan.ViewPlan;
import java.util.ArrayList;
import java.util.List;

/**
 * The table of a view of sessions. A row is a whole session, not a delta, and replaces the row of the same key and start that has a lower
 * revision; a session that was merged away, or whose start moved, is replaced by a row that is deleted. To be read with FINAL (ADR 083).
 */
final class SessionTable {
    /** Digits of the widest DECIMAL; sums of whole sessions are brought in it. */
    private static final int WIDEST = 76;

    private SessionTable() {}

    static TableDefinition definition(String database, String table, ViewPlan.Aggregate view, int shards) {
        List<String> columns = new ArrayList<>();
        List<String> order = new ArrayList<>();
        order.add("toDate(" + quote(HistoryNames.WINDOW_START) + ")");
        for (OutputColumn dimension : view.dimensions()) {
            columns.add(quote(dimension.name()) + " " + HistoryTypes.nullable(dimension.type()));
            order.add(quote(dimension.name()));
        }
        order.add(quote(HistoryNames.WINDOW_START));
        columns.add(quote(HistoryNames.WINDOW_START) + " " + HistoryTypes.TIMESTAMP);
        columns.add(quote(HistoryNames.WINDOW_END) + " " + HistoryTypes.TIMESTAMP);
        view.states().forEach(state -> columns.add(new StateColumn(whole(state)).definition()));
        columns.add(quote(HistoryNames.EVENTS) + " UInt64");
        columns.add(quote(HistoryNames.REVISION) + " UInt64");
        columns.add(quote(HistoryNames.DELETED) + " UInt8");
        columns.add(quote(HistoryNames.CUT) + " UInt32");
        return new TableDefinition(
                database,
                table,
                columns,
                "ReplacingMergeTree",
                List.of(quote(HistoryNames.REVISION), quote(HistoryNames.DELETED)),
                "ORDER BY (" + String.join(", ", order) + ")",
                0,
                shards);
    }

    static List<InsertColumn> insertColumns(ViewPlan.Aggregate view) {
        List<InsertColumn> columns = new ArrayList<>();
        view.dimensions()
                .forEach(dimension ->
                        columns.add(new InsertColumn(dimension.name(), dimension.type(), InsertColumn.Kind.NULLABLE)));
        columns.add(required(HistoryNames.WINDOW_START, ColumnType.TIMESTAMP));
        columns.add(required(HistoryNames.WINDOW_END, ColumnType.TIMESTAMP));
        view.states().forEach(state -> columns.add(new StateColumn(whole(state)).insert()));
        columns.add(new InsertColumn(HistoryNames.EVENTS, ColumnType.BIGINT, InsertColumn.Kind.UNSIGNED));
        columns.add(new InsertColumn(HistoryNames.REVISION, ColumnType.BIGINT, InsertColumn.Kind.UNSIGNED));
        columns.add(required(HistoryNames.DELETED, ColumnType.BOOLEAN));
        columns.add(new InsertColumn(HistoryNames.CUT, ColumnType.INTEGER, InsertColumn.Kind.UNSIGNED_INT));
        return List.copyOf(columns);
    }

    /** The sum of a whole session may need more digits than its finished value has, which a delta never does. */
    private static AggregateState whole(AggregateState state) {
        ColumnType result = state.resultType();
        boolean exactSum = state.kind() == AggregateState.Kind.SUM && result.kind() != ColumnType.Kind.DOUBLE;
        return exactSum
                ? new AggregateState(
                        state.column(),
                        state.kind(),
                        state.argument(),
                        state.argumentType(),
                        ColumnType.decimal(WIDEST, result.scale()))
                : state;
    }

    private static InsertColumn required(String name, ColumnType type) {
        return new InsertColumn(name, type, InsertColumn.Kind.REQUIRED);
    }
}
