package dev.switchback.views.history;

import static dev.switchback.views.history.HistoryNames.quote;

import dev.switchback.views.VersionId;
import dev.switchback.views.plan.AggregateState;
import dev.switchback.views.plan.ColumnType;
import dev.switchback.views.plan.Measure;
import dev.switchback.views.plan.OutputColumn;
import dev.switchback.views.plan.PipelinePlan;
import dev.switchback.views.plan.ViewPlan;
import dev.switchback.views.plan.Window;
import java.util.ArrayList;
import java.util.List;

/** The SQL text of a version's tables; pure functions of the plan. Why the tables look as they do: ADR 032 and 033. */
public final class HistorySchema {
    /** In the error of a statement that read what was just being written; it may be repeated. */
    public static final String TORN = "switchback: sessions after the cut were read without what they replaced";

    private HistorySchema() {}

    /**
     * Statements that make a version's database, tables and dead-letter table where they are missing, in order.
     *
     * @param tokenWindow how many insert tokens each table remembers
     * @param shards over which rows are spread; 1 on one server
     */
    public static List<String> create(
            VersionId version, PipelinePlan plan, int tokenWindow, HistoryLayout layout, int shards) {
        List<String> statements = new ArrayList<>();
        statements.add(
                "CREATE DATABASE IF NOT EXISTS " + HistoryNames.database(version.pipeline()) + layout.everywhere());
        HistoryTables tables = new HistoryTables(version, tokenWindow, shards);
        for (ViewPlan view : plan.views()) {
            statements.addAll(layout.create(tables.of(view)));
        }
        statements.addAll(createCuts(version, plan, layout, shards));
        statements.addAll(layout.create(tables.deadLetters()));
        return List.copyOf(statements);
    }

    /** Those of them that make the tables of what sessions were at cuts, which releases before ADR 150 did not. */
    public static List<String> createCuts(VersionId version, PipelinePlan plan, HistoryLayout layout, int shards) {
        HistoryTables tables = new HistoryTables(version, 0, shards);
        return plan.views().stream()
                .flatMap(view -> tables.cutsOf(view).stream())
                .flatMap(cuts -> layout.create(cuts).stream())
                .toList();
    }

    /** Statements that remove them; the database stays. */
    public static List<String> drop(VersionId version, PipelinePlan plan, HistoryLayout layout) {
        List<String> statements = new ArrayList<>();
        for (ViewPlan view : plan.views()) {
            statements.addAll(layout.drop(version.pipeline(), view.name() + HistoryNames.tableSuffix(version)));
            if (view instanceof ViewPlan.Aggregate aggregate
                    && aggregate.session().isPresent()) {
                statements.addAll(layout.drop(version.pipeline(), HistoryNames.cutsTable(version, view.name())));
            }
        }
        statements.addAll(layout.drop(version.pipeline(), HistoryNames.deadLetterTable(version)));
        return List.copyOf(statements);
    }

    /**
     * Statements that point the stable views at a version, one each ({@code CREATE OR REPLACE VIEW}). They hold for readers of any settings
     * that aggregates are not compiled (ADR 103).
     */
    public static List<String> follow(VersionId version, PipelinePlan plan, HistoryLayout layout) {
        return plan.views().stream()
                .map(view -> "CREATE OR REPLACE VIEW " + HistoryNames.stableView(version.pipeline(), view.name())
                        + layout.everywhere() + " AS " + select(version, view)
                        + " SETTINGS compile_aggregate_expressions = 0" + layout.viewSettings())
                .toList();
    }

    /**
     * What to write after FROM, up to the end of a WHERE, to read a view's rows as they were at a cut that is reached (promise P7).
     *
     * @param number of the version's cut; a view of sessions has to be kept at it, and the statement may fail with {@link #TORN}
     */
    public static String rowsAt(VersionId version, ViewPlan view, int number) {
        String table = HistoryNames.table(version, view.name());
        return view instanceof ViewPlan.Aggregate aggregate
                        && aggregate.session().isPresent()
                ? SessionTable.at(table, HistoryNames.cuts(version, view.name()), aggregate, number)
                : table + " WHERE " + quote(HistoryNames.CUT) + " < " + number;
    }

    /**
     * Columns of an INSERT into a view's table. An aggregated view: dimensions (NULLABLE), {@code window_start} (REQUIRED TIMESTAMP, only
     * with a window), one per state (NULLABLE, or VALUES for the distinct kinds, REQUIRED BIGINT for counts, BUCKETS for quantiles, MOMENTS for
     * variances, SMALLEST and LARGEST for ARG_MIN and ARG_MAX), {@code _events} (UNSIGNED),
     * {@code _cut} (UNSIGNED_INT). A view of sessions: the same, with {@code window_end} after {@code window_start}, with sums as
     * DECIMAL(76,s), and with {@code _revision} (UNSIGNED) and {@code _deleted} (REQUIRED BOOLEAN) after {@code _events}; its table of
     * cuts takes the same. A row-by-row view: its columns (NULLABLE), {@code _partition} (UNSIGNED_INT), {@code _offset} (UNSIGNED),
     * {@code _cut} (UNSIGNED_INT).
     */
    public static List<InsertColumn> insertColumns(ViewPlan view) {
        List<InsertColumn> columns = new ArrayList<>();
        switch (view) {
            case ViewPlan.Aggregate aggregate
            when aggregate.session().isPresent() -> {
                return SessionTable.insertColumns(aggregate);
            }
            case ViewPlan.Aggregate aggregate -> {
                aggregate.dimensions().forEach(dimension -> columns.add(nullable(dimension)));
                aggregate
                        .window()
                        .ifPresent(window -> columns.add(required(HistoryNames.WINDOW_START, ColumnType.TIMESTAMP)));
                aggregate.states().forEach(state -> columns.add(new StateColumn(state).insert()));
                columns.add(unsigned(HistoryNames.EVENTS));
            }
            case ViewPlan.Rows rows -> {
                rows.columns().forEach(column -> columns.add(nullable(column)));
                columns.add(unsignedInt(HistoryNames.PARTITION));
                columns.add(unsigned(HistoryNames.OFFSET));
            }
        }
        columns.add(unsignedInt(HistoryNames.CUT));
        return List.copyOf(columns);
    }

    /**
     * Columns of an INSERT into the dead-letter table: {@code _partition} (UNSIGNED_INT), {@code _offset} (UNSIGNED), {@code reason},
     * {@code detail} (REQUIRED VARCHAR), {@code payload} (NULLABLE VARCHAR: the record's value, any bytes), {@code event_timestamp}
     * (REQUIRED TIMESTAMP: the broker's).
     */
    public static List<InsertColumn> deadLetterColumns() {
        return List.of(
                unsignedInt(HistoryNames.PARTITION),
                unsigned(HistoryNames.OFFSET),
                required("reason", ColumnType.VARCHAR),
                required("detail", ColumnType.VARCHAR),
                new InsertColumn("payload", ColumnType.VARCHAR, InsertColumn.Kind.NULLABLE),
                required("event_timestamp", ColumnType.TIMESTAMP));
    }

    /**
     * An aggregate expression that merges a measure's states over whatever rows are grouped; a name or number only, no user text. Its
     * ClickHouse type is the measure's. A SUM that does not fit its type fails the query.
     */
    public static String measure(ViewPlan.Aggregate view, Measure measure) {
        return switch (measure.formula()) {
            case Measure.Formula.Finished(int state) ->
                new StateColumn(view.states().get(state)).finished();
            case Measure.Formula.Average(int sum, int count) ->
                average(view.states().get(sum), view.states().get(count));
            case Measure.Formula.Quantile(int state, double fraction) ->
                new StateColumn(view.states().get(state)).quantile(fraction);
            case Measure.Formula.Spread(int moments, int count, Measure.Statistic statistic) ->
                new StateColumn(view.states().get(moments)).spread(view.states().get(count), statistic);
        };
    }

    private static String average(AggregateState sum, AggregateState count) {
        return "(toFloat64(sum(" + quote(sum.column()) + ")) / nullIf(sum(" + quote(count.column()) + "), 0))";
    }

    /** What a stable view shows of a version: one row per group, or per event, with every measure finished. */
    public static String select(VersionId version, ViewPlan view) {
        List<String> columns = new ArrayList<>();
        List<String> groups = new ArrayList<>();
        switch (view) {
            case ViewPlan.Aggregate aggregate -> {
                aggregate.dimensions().forEach(dimension -> groups.add(quote(dimension.name())));
                aggregate.window().ifPresent(window -> groups.add(quote(HistoryNames.WINDOW_START)));
                columns.addAll(groups);
                aggregate
                        .window()
                        .ifPresent(window -> columns.add(end(window) + " AS " + quote(HistoryNames.WINDOW_END)));
                aggregate
                        .measures()
                        .forEach(measure -> columns.add(measure(aggregate, measure) + " AS " + quote(measure.name())));
            }
            case ViewPlan.Rows rows -> rows.columns().forEach(column -> columns.add(quote(column.name())));
        }
        return "SELECT " + String.join(", ", columns) + " FROM " + HistoryNames.rows(version, view)
                + (groups.isEmpty() ? "" : " GROUP BY " + String.join(", ", groups));
    }

    private static String end(Window window) {
        return switch (window) {
            case Window.Aligned aligned ->
                "addMilliseconds(" + quote(HistoryNames.WINDOW_START) + ", "
                        + aligned.size().toMillis() + ")";
            // One row per session: the table is read with FINAL.
            case Window.Session _ -> "max(" + quote(HistoryNames.WINDOW_END) + ")";
        };
    }

    private static InsertColumn nullable(OutputColumn column) {
        return new InsertColumn(column.name(), column.type(), InsertColumn.Kind.NULLABLE);
    }

    private static InsertColumn required(String name, ColumnType type) {
        return new InsertColumn(name, type, InsertColumn.Kind.REQUIRED);
    }

    private static InsertColumn unsigned(String name) {
        return new InsertColumn(name, ColumnType.BIGINT, InsertColumn.Kind.UNSIGNED);
    }

    private static InsertColumn unsignedInt(String name) {
        return new InsertColumn(name, ColumnType.INTEGER, InsertColumn.Kind.UNSIGNED_INT);
    }
}
