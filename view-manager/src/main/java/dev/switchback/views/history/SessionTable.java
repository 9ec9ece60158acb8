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
        return new TableDefinition(
                database,
                table,
                columns(view),
                "ReplacingMergeTree",
                List.of(quote(HistoryNames.REVISION), quote(HistoryNames.DELETED)),
                "ORDER BY (" + String.join(", ", order(view)) + ")",
                0,
                shards);
    }

    /**
     * The table of what sessions were at cuts, beside it. A row holds for its {@code _cut} and for those before it that have no row of their own;
     * a deleted one says that there was no such session. It goes when nobody can be comparing any more.
     */
    static TableDefinition cuts(String database, String table, ViewPlan.Aggregate view, int shards) {
        List<String> columns = new ArrayList<>(columns(view));
        columns.add(quote("_written") + " DateTime DEFAULT now()");
        List<String> order = new ArrayList<>(order(view));
        order.add(quote(HistoryNames.CUT));
        return new TableDefinition(
                database,
                table,
                columns,
                "ReplacingMergeTree",
                List.of(quote(HistoryNames.REVISION)),
                "ORDER BY (" + String.join(", ", order) + ") TTL " + quote("_written") + " + INTERVAL 1 DAY",
                0,
                shards);
    }

    /**
     * What to write after FROM to read the sessions as they were at a cut that is kept. Each table is read once: what came after the cut was
     * written after what it replaced, so a row that came later, without the one that it replaced, shows that the two were not read at one
     * time. Then the statement fails with {@link HistorySchema#TORN}, and can be repeated.
     */
    static String at(String table, String cuts, ViewPlan.Aggregate view, int cut) {
        String number = quote(HistoryNames.CUT);
        List<String> place = new ArrayList<>();
        view.dimensions().forEach(dimension -> place.add(quote(dimension.name())));
        place.add(quote(HistoryNames.WINDOW_START));
        List<String> all = new ArrayList<>(place);
        all.add(quote(HistoryNames.WINDOW_END));
        view.states().forEach(state -> all.add(quote(state.column())));
        all.addAll(List.of(quote(HistoryNames.REVISION), quote(HistoryNames.DELETED), number));
        String columns = String.join(", ", all);
        String key = String.join(", ", place);
        return "(SELECT * FROM (SELECT " + columns + ", 1 AS __kept FROM " + cuts + " WHERE " + number + " >= " + cut
                + " UNION ALL SELECT " + columns + ", 0 AS __kept FROM " + table + ") ORDER BY " + key
                + ", __kept DESC, __kept * " + number + ", " + quote(HistoryNames.REVISION) + " DESC LIMIT 1 BY " + key
                + ") WHERE throwIf(__kept = 0 AND " + number + " >= " + cut + ", '" + HistorySchema.TORN
                + "') = 0 AND " + quote(HistoryNames.DELETED) + " = 0";
    }

    private static List<String> order(ViewPlan.Aggregate view) {
        List<String> order = new ArrayList<>();
        order.add("toDate(" + quote(HistoryNames.WINDOW_START) + ")");
        view.dimensions().forEach(dimension -> order.add(quote(dimension.name())));
        order.add(quote(HistoryNames.WINDOW_START));
        return order;
    }

    private static List<String> columns(ViewPlan.Aggregate view) {
        List<String> columns = new ArrayList<>();
        for (OutputColumn dimension : view.dimensions()) {
            columns.add(quote(dimension.name()) + " " + HistoryTypes.nullable(dimension.type()));
        }
        columns.add(quote(HistoryNames.WINDOW_START) + " " + HistoryTypes.TIMESTAMP);
        columns.add(quote(HistoryNames.WINDOW_END) + " " + HistoryTypes.TIMESTAMP);
        view.states().forEach(state -> columns.add(new StateColumn(whole(state)).definition()));
        columns.add(quote(HistoryNames.EVENTS) + " UInt64");
        columns.add(quote(HistoryNames.REVISION) + " UInt64");
        columns.add(quote(HistoryNames.DELETED) + " UInt8");
        columns.add(quote(HistoryNames.CUT) + " UInt32");
        return columns;
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
