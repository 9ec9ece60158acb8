package dev.switchback.views.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.switchback.views.manifest.ManifestProblem;
import dev.switchback.views.plan.AggregateState;
import dev.switchback.views.plan.AggregateState.Kind;
import dev.switchback.views.plan.ColumnType;
import dev.switchback.views.plan.Measure;
import dev.switchback.views.plan.Measure.Formula;
import dev.switchback.views.plan.Measure.Statistic;
import dev.switchback.views.plan.ViewPlan;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Aggregates beyond counts and sums: which states they need, and what is refused. */
class AggregatesTest {

    @Test
    void measuresOfOneArgumentShareItsStates() throws Exception {
        ViewPlan.Aggregate view = Manifests.aggregate("""
                SELECT s, APPROX_QUANTILE(d, 0.5) AS p50, approx_quantile(d, 1) AS p100, VAR_POP(d) AS vp, VARIANCE(d) AS v,
                  STDDEV(d) AS sd, STDDEV_POP(d) AS sp, AVG(d) AS mean
                FROM shop GROUP BY s""");

        assertEquals(
                List.of(Kind.QUANTILE, Kind.MOMENTS, Kind.COUNT, Kind.SUM),
                view.states().stream().map(AggregateState::kind).toList());
        assertEquals(
                List.of(
                        new Measure("p50", ColumnType.DOUBLE, new Formula.Quantile(0, 0.5)),
                        new Measure("p100", ColumnType.DOUBLE, new Formula.Quantile(0, 1)),
                        new Measure("vp", ColumnType.DOUBLE, new Formula.Spread(1, 2, Statistic.VAR_POP)),
                        new Measure("v", ColumnType.DOUBLE, new Formula.Spread(1, 2, Statistic.VAR_SAMP)),
                        new Measure("sd", ColumnType.DOUBLE, new Formula.Spread(1, 2, Statistic.STDDEV_SAMP)),
                        new Measure("sp", ColumnType.DOUBLE, new Formula.Spread(1, 2, Statistic.STDDEV_POP)),
                        new Measure("mean", ColumnType.DOUBLE, new Formula.Average(3, 2))),
                view.measures());
    }

    @Test
    void extremesGoByOtherNames() throws Exception {
        ViewPlan.Aggregate view = Manifests.aggregate("""
                SELECT ANY_VALUE(s) AS a, BOOL_AND(b) AS ba, EVERY(b) AS e, BOOL_OR(b) AS bo, SOME(b) AS so, ANY_VALUE(b) AS ab
                FROM shop""");

        assertEquals(
                List.of(Kind.MIN, Kind.MIN, Kind.MAX),
                view.states().stream().map(AggregateState::kind).toList());
        assertEquals(
                List.of(0, 1, 1, 2, 2, 1),
                view.measures().stream()
                        .map(m -> ((Formula.Finished) m.formula()).state())
                        .toList());
        assertEquals(ColumnType.BOOLEAN, view.measures().get(2).type());
    }

    @Test
    void chosenValuesHaveTwoArgumentsAndTheFilterHidesBoth() throws Exception {
        ViewPlan.Aggregate view = Manifests.aggregate("""
                SELECT ARG_MAX(m, ts) AS latest, ARG_MIN(m, ts) FILTER (WHERE b) AS first, arg_max(m, ts) AS again
                FROM shop""");

        AggregateState latest = view.states().get(0);
        AggregateState first = view.states().get(1);
        assertEquals(2, view.states().size());
        assertEquals(ColumnType.decimal(10, 2), latest.resultType());
        assertEquals(ColumnType.TIMESTAMP, latest.byType());
        @Nullable Object[] row = {5L, false, new java.math.BigDecimal("1.50")};
        @Nullable Object[] output = new Object[4];
        assertTrue(view.program().get().evaluate(row, output));
        assertEquals(row[2], output[latest.argument()]);
        assertEquals(row[0], output[latest.by()]);
        assertEquals(null, output[first.argument()]);
        assertEquals(null, output[first.by()]);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                    ^APPROX_QUANTILE(d)              | takes two arguments
                    ^APPROX_QUANTILE(d, 0.5, 0.9)    | takes two arguments
                    APPROX_QUANTILE(d, ^1.5)         | not a number from 0 to 1
                    APPROX_QUANTILE(d, ^-0.1)        | not a number from 0 to 1
                    APPROX_QUANTILE(d, ^i)           | not a number from 0 to 1
                    APPROX_QUANTILE(d, ^'0.5')       | not a number from 0 to 1
                    APPROX_QUANTILE(d, ^NULL)        | not a number from 0 to 1
                    ^APPROX_QUANTILE(s, 0.5)         | APPROX_QUANTILE of VARCHAR
                    ^APPROX_QUANTILE(ts, 0.5)        | APPROX_QUANTILE of TIMESTAMP
                    ^APPROX_QUANTILE(DISTINCT d, 1)  | DISTINCT
                    ^VAR_POP(d, d)                   | takes one argument
                    ^VAR_POP(DISTINCT d)             | DISTINCT
                    ^STDDEV(s)                       | STDDEV
                    ^BOOL_AND(i)                     | BOOL_AND
                    ^EVERY(s)                        | EVERY
                    ^SOME(DISTINCT b)                | DISTINCT
                    ^ANY_VALUE(s, i)                 | takes one argument
                    ^ARG_MAX(s)                      | takes two arguments
                    ^ARG_MIN(s, ts, i)               | takes two arguments
                    ^ARG_MIN(DISTINCT s, ts)         | DISTINCT
                    ^MAX(b)                          | MAX of BOOLEAN
                    ^SUM(VAR_POP(d))                 | cannot be nested
                    ^VAR_POP(d) / 2                  | expressions over aggregates
                    """)
    void refusalsNameThePlaceAndSayWhatToDo(String marked, String message) {
        String sql = "SELECT " + marked.replace("^", "") + " AS x FROM shop";

        ManifestProblem problem = Manifests.problems(Manifests.withView(sql)).getFirst();

        assertTrue(problem.message().contains(message), problem.toString());
        assertEquals(17, problem.line(), problem.toString());
        assertEquals(7 + "SELECT ".length() + marked.indexOf('^'), problem.column(), problem.toString());
        assertFalse(problem.advice().isBlank());
    }

    @Test
    void leaderboardsAreKeptByValuesThatMergeBetweenWindows() throws Exception {
        String view = Manifests.withView("""
                SELECT s, ARG_MAX(m, ts) AS latest, ANY_VALUE(i) AS any_i, APPROX_QUANTILE(d, 0.9) AS p90, STDDEV(d) AS sd
                FROM shop GROUP BY s""");

        Manifests.plan(view + "    live: {retention: PT1H, top: [latest, any_i]}\n");
        List<ManifestProblem> problems = Manifests.problems(view + "    live: {retention: PT1H, top: [p90, sd]}\n");

        assertEquals(2, problems.size());
        assertTrue(problems.get(0).message().contains("'p90'"), problems.toString());
        assertTrue(problems.get(1).message().contains("no leaderboard"), problems.toString());
    }
}
