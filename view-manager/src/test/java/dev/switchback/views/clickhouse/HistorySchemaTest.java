package dev.switchback.views.clickhouse;

import static dev.switchback.views.clickhouse.Plans.finished;
import static dev.switchback.views.clickhouse.Plans.state;
import static dev.switchback.views.plan.AggregateState.Kind.APPROX_COUNT_DISTINCT;
import static dev.switchback.views.plan.AggregateState.Kind.COUNT;
import static dev.switchback.views.plan.AggregateState.Kind.COUNT_ALL;
import static dev.switchback.views.plan.AggregateState.Kind.COUNT_DISTINCT;
import static dev.switchback.views.plan.AggregateState.Kind.MAX;
import static dev.switchback.views.plan.AggregateState.Kind.MIN;
import static dev.switchback.views.plan.AggregateState.Kind.QUANTILE;
import static dev.switchback.views.plan.AggregateState.Kind.SUM;
import static dev.switchback.views.plan.ColumnType.BIGINT;
import static dev.switchback.views.plan.ColumnType.BOOLEAN;
import static dev.switchback.views.plan.ColumnType.DOUBLE;
import static dev.switchback.views.plan.ColumnType.INTEGER;
import static dev.switchback.views.plan.ColumnType.TIMESTAMP;
import static dev.switchback.views.plan.ColumnType.VARCHAR;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.clickhouse.client.api.Client;
import dev.switchback.embedded.testing.TestEngines;
import dev.switchback.views.StoreException;
import dev.switchback.views.VersionId;
import dev.switchback.views.history.HistoryNames;
import dev.switchback.views.history.HistorySchema;
import dev.switchback.views.plan.AggregateState;
import dev.switchback.views.plan.ColumnType;
import dev.switchback.views.plan.Measure;
import dev.switchback.views.plan.OutputColumn;
import dev.switchback.views.plan.PipelinePlan;
import dev.switchback.views.plan.ViewPlan;
import dev.switchback.views.state.Buckets;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HistorySchemaTest {
    private static final Client CLIENT = ClickHouseClients.open(TestEngines.clickHouse());
    private static final ColumnType MONEY = ColumnType.decimal(10, 2);
    private static final ColumnType MONEY_SUM = ColumnType.decimal(38, 2);
    private static final long NOON = Instant.parse("2015-09-12T12:00:00Z").toEpochMilli();

    private final ClickHouseHistoryStore store = new ClickHouseHistoryStore(CLIENT);
    private final VersionId version = new VersionId(TestEngines.uniqueName("schema"), 3);

    @AfterAll
    static void close() {
        CLIENT.close();
    }

    /** One state of every kind on a column of the given type. */
    private record EveryState(ColumnType type, ColumnType sum) {
        List<AggregateState> states() {
            List<AggregateState> states = new ArrayList<>(List.of(
                    state(0, COUNT_ALL, BOOLEAN, BIGINT),
                    state(1, COUNT, type, BIGINT),
                    state(2, MIN, type, type),
                    state(3, MAX, type, type),
                    state(4, COUNT_DISTINCT, type, BIGINT),
                    state(5, APPROX_COUNT_DISTINCT, type, BIGINT)));
            if (!sum.equals(VARCHAR)) {
                states.add(state(6, SUM, type, sum));
            }
            return states;
        }

        List<Measure> measures() {
            List<Measure> measures = new ArrayList<>(List.of(
                    finished("all", BIGINT, 0),
                    finished("count", BIGINT, 1),
                    finished("min", type, 2),
                    finished("max", type, 3),
                    finished("distinct", BIGINT, 4),
                    finished("approx", BIGINT, 5)));
            if (!sum.equals(VARCHAR)) {
                measures.add(finished("sum", sum, 6));
                measures.add(new Measure("avg", DOUBLE, new Measure.Formula.Average(6, 1)));
            }
            return measures;
        }
    }

    @Test
    void bigintStatesMerge() {
        assertMerged(BIGINT, BIGINT, List.of(3L, -7L, 9L), List.of("3", "-7", "9", "5", "1.6666666666666667"));
    }

    @Test
    void integerStatesMerge() {
        assertMerged(INTEGER, BIGINT, List.of(3, -7, 9), List.of("3", "-7", "9", "5", "1.6666666666666667"));
    }

    @Test
    void doubleStatesMerge() {
        assertMerged(DOUBLE, DOUBLE, List.of(0.5, -7.25, 9.0), List.of("3", "-7.25", "9", "2.25", "0.75"));
    }

    @Test
    void decimalStatesMerge() {
        assertMerged(
                MONEY,
                MONEY_SUM,
                List.of(new BigDecimal("0.50"), new BigDecimal("-7.25"), new BigDecimal("99999999.99")),
                List.of("3", "-7.25", "99999999.99", "99999993.24", "33333331.08"));
    }

    @Test
    void textStatesMerge() {
        assertMerged(VARCHAR, VARCHAR, List.of("m", "Ä\u0000'\\`", ""), List.of("3", "", "Ä\u0000'\\`"));
    }

    @Test
    void booleanStatesMerge() {
        assertMerged(BOOLEAN, VARCHAR, List.of(true, false, true), List.of("2", "false", "true"));
    }

    @Test
    void timestampStatesMerge() {
        assertMerged(
                TIMESTAMP,
                VARCHAR,
                List.of(NOON, NOON - 1, NOON + 1),
                List.of("3", "2015-09-12 11:59:59.999", "2015-09-12 12:00:00.001"));
    }

    /**
     * Three values, one per delta, and a delta whose argument was NULL; then a group with NULL arguments only.
     *
     * @param expected number of different values, min, max, then sum and average where there are any
     */
    private void assertMerged(ColumnType type, ColumnType sum, List<?> values, List<String> expected) {
        EveryState every = new EveryState(type, sum);
        ViewPlan.Aggregate view =
                Plans.perMinute("select", List.of(new OutputColumn("from", type)), every.states(), every.measures());
        PipelinePlan plan = Plans.plan(version.pipeline(), view);
        store.provision(version, plan);
        store.follow(version, plan);
        HistoryTable table = table(view);
        Object group = values.getFirst();
        boolean sums = every.states().size() == 7;
        int token = 0;
        for (Object value : values) {
            table.insert("t" + token++, table.rows().row(delta(group, 1L, value, List.of(value), sums)));
        }
        table.insert(
                "null",
                table.rows().row(delta(group, 0L, null, List.of(), sums)).row(delta(null, 0L, null, List.of(), sums)));
        List<String> columns = new ArrayList<>(List.of("all", "count", "distinct", "approx", "min", "max"));
        if (sums) {
            columns.addAll(List.of("sum", "avg"));
        }
        List<String> merged = new ArrayList<>(List.of("4", "3", expected.getFirst(), expected.getFirst()));
        merged.addAll(expected.subList(1, expected.size()));
        List<String> nothing = new ArrayList<>(List.of("1", "0", "0", "0", "NULL", "NULL"));
        if (sums) {
            nothing.addAll(List.of("NULL", "NULL"));
        }
        String rest = "FROM " + HistoryNames.stableView(version.pipeline(), "select") + " ORDER BY `from` NULLS LAST";
        List<String> quoted = columns.stream().map(HistoryNames::quote).toList();
        assertEquals(List.of(merged, nothing), HistoryTable.read(CLIENT, quoted, rest));
        execute("OPTIMIZE TABLE " + HistoryNames.table(version, "select") + " FINAL");
        assertEquals(List.of(merged, nothing), HistoryTable.read(CLIENT, quoted, rest));
        assertEquals(List.of(5L), store.storedEvents(version, plan));
        store.drop(version, plan);
    }

    private static Object[] delta(
            @org.jspecify.annotations.Nullable Object group,
            long count,
            @org.jspecify.annotations.Nullable Object value,
            List<?> values,
            boolean sums) {
        List<Object> row = new ArrayList<>();
        row.add(group);
        row.add(NOON);
        row.add(1L);
        row.add(count);
        row.add(value);
        row.add(value);
        row.add(values);
        row.add(values);
        if (sums) {
            row.add(value instanceof Integer number ? Long.valueOf(number) : value);
        }
        row.add(1L);
        row.add(0);
        return row.toArray();
    }

    @Test
    void aSumThatDoesNotFitItsTypeIsAnErrorAndComesBackIntoRange() {
        ViewPlan.Aggregate view = Plans.aggregate(
                "sums",
                Optional.empty(),
                List.of(),
                List.of(state(0, SUM, BIGINT, BIGINT), state(1, SUM, MONEY, MONEY_SUM)),
                List.of(finished("n", BIGINT, 0), finished("d", MONEY_SUM, 1)));
        store.provision(version, Plans.plan(version.pipeline(), view));
        HistoryTable table = table(view);
        BigDecimal most = new BigDecimal("9".repeat(36) + ".99");
        table.insert("a", table.rows().row(Long.MAX_VALUE, most, 1L, 0));
        table.insert("b", table.rows().row(1L, most, 1L, 0));
        String from = "FROM " + HistoryNames.table(version, "sums");
        execute("OPTIMIZE TABLE " + HistoryNames.table(version, "sums") + " FINAL");
        for (Measure measure : view.measures()) {
            List<String> expression = List.of(HistorySchema.measure(view, measure));
            assertThrows(StoreException.class, () -> HistoryTable.read(CLIENT, expression, from));
        }
        table.insert("c", table.rows().row(-5L, most.negate(), 1L, 0));
        assertEquals(
                List.of(List.of("9223372036854775803", most.toPlainString())),
                HistoryTable.read(
                        CLIENT,
                        view.measures().stream()
                                .map(m -> HistorySchema.measure(view, m))
                                .toList(),
                        from));
        store.drop(version, Plans.plan(version.pipeline(), view));
    }

    @ParameterizedTest
    @ValueSource(strings = {"window_end", "window_start"})
    void theStableViewShowsTheWindow(String column) {
        ViewPlan.Aggregate view = Plans.perMinute(
                "by_minute",
                List.of(),
                List.of(state(0, COUNT_ALL, BOOLEAN, BIGINT)),
                List.of(finished("edits", BIGINT, 0)));
        PipelinePlan plan = Plans.plan(version.pipeline(), view);
        store.provision(version, plan);
        store.provision(version, plan);
        store.follow(version, plan);
        HistoryTable table = table(view);
        table.insert("a", table.rows().row(NOON, 2L, 2L, 0).row(NOON, 3L, 3L, 1).row(NOON + 60_000, 1L, 1L, 0));
        String first = column.equals("window_end") ? "12:01:00.000" : "12:00:00.000";
        String second = column.equals("window_end") ? "12:02:00.000" : "12:01:00.000";
        assertEquals(
                List.of(List.of("2015-09-12 " + first, "5"), List.of("2015-09-12 " + second, "1")),
                HistoryTable.read(
                        CLIENT,
                        List.of(column, "edits"),
                        "FROM " + HistoryNames.stableView(version.pipeline(), "by_minute") + " ORDER BY window_start"));
        store.drop(version, plan);
    }

    @Test
    void aViewOverEverythingHasOneRowEvenWhenEmpty() {
        ViewPlan.Aggregate view = Plans.aggregate(
                "totals",
                Optional.empty(),
                List.of(),
                List.of(state(0, COUNT_ALL, BOOLEAN, BIGINT), state(1, SUM, BIGINT, BIGINT)),
                List.of(finished("edits", BIGINT, 0), finished("added", BIGINT, 1)));
        PipelinePlan plan = Plans.plan(version.pipeline(), view);
        store.provision(version, plan);
        store.follow(version, plan);
        assertEquals(
                List.of(List.of("0", "NULL")),
                HistoryTable.read(
                        CLIENT,
                        List.of("edits", "added"),
                        "FROM " + HistoryNames.stableView(version.pipeline(), "totals")));
        assertEquals(List.of(0L), store.storedEvents(version, plan));
        store.drop(version, plan);
    }

    @Test
    void timeRangesAndDimensionFiltersReadPartOfATable() {
        ViewPlan.Aggregate view = Plans.perMinute(
                "indexed",
                List.of(new OutputColumn("page", VARCHAR)),
                List.of(state(0, COUNT_ALL, BOOLEAN, BIGINT)),
                List.of(finished("edits", BIGINT, 0)));
        PipelinePlan plan = Plans.plan(version.pipeline(), view);
        store.provision(version, plan);
        String table = HistoryNames.table(version, "indexed");
        execute("INSERT INTO " + table + " (page, window_start, s0, _events, _cut) SELECT toString(number % 97),"
                + " toDateTime64('2015-09-01 00:00:00', 3, 'UTC') + toIntervalMinute(intDiv(number, 97)), 1, 1, 0"
                + " FROM numbers(97 * 1440 * 10)");
        execute("OPTIMIZE TABLE " + table + " FINAL");
        assertTrue(granules(table, "window_start >= '2015-09-03 10:00:00' AND window_start < '2015-09-03 11:00:00'")
                < 0.2);
        assertTrue(granules(table, "page = '7'") < 0.3);
        store.drop(version, plan);
    }

    /** Share of the table's granules that a condition leaves to read. */
    private static double granules(String table, String condition) {
        List<String> lines = HistoryTable.read(
                        CLIENT,
                        List.of("explain"),
                        "FROM (EXPLAIN indexes = 1 SELECT count() FROM " + table + " WHERE " + condition
                                + ") WHERE explain LIKE '%Granules%'")
                .stream()
                .map(List::getFirst)
                .toList();
        String[] last = lines.getLast().replace("Granules:", "").strip().split("/", 2);
        String[] first = lines.getFirst().replace("Granules:", "").strip().split("/", 2);
        return Double.parseDouble(last[0]) / Double.parseDouble(first[1]);
    }

    private HistoryTable table(ViewPlan view) {
        return new HistoryTable(CLIENT, HistoryNames.table(version, view.name()), HistorySchema.insertColumns(view));
    }

    private static void execute(String sql) {
        ClickHouseFailures.translated(() -> {
            CLIENT.execute(sql).get().close();
            return true;
        });
    }

    @Test
    void ranksOfQuantilesAreThoseOfTheFractionAsWritten() {
        List<Measure> percentiles = IntStream.rangeClosed(0, 100)
                .mapToObj(
                        percent -> new Measure("p" + percent, DOUBLE, new Measure.Formula.Quantile(0, percent / 100.0)))
                .toList();
        ViewPlan.Aggregate view =
                Plans.perMinute("v", List.of(), List.of(state(0, QUANTILE, DOUBLE, DOUBLE)), percentiles);
        String counts = IntStream.rangeClosed(0, 100)
                .mapToObj(power -> Buckets.of(Math.scalb(1.0, power)) + ", 1")
                .collect(Collectors.joining(", ", "CAST(map(", ") AS Map(Int32, Int64))"));
        List<String> told = HistoryTable.read(
                        CLIENT,
                        percentiles.stream()
                                .map(percentile -> HistorySchema.measure(view, percentile))
                                .toList(),
                        "FROM (SELECT " + counts + " AS s0)")
                .getFirst();
        for (int percent = 0; percent <= 100; percent++) {
            assertEquals(
                    Buckets.value(Buckets.of(Math.scalb(1.0, percent))),
                    Double.parseDouble(told.get(percent)),
                    percent + " %");
        }
    }
}
