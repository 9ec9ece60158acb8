package dev.switchback.views.sql;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.switchback.views.manifest.SourceColumn;
import dev.switchback.views.plan.AggregateState;
import dev.switchback.views.plan.AggregateState.Kind;
import dev.switchback.views.plan.ColumnType;
import dev.switchback.views.plan.Measure;
import dev.switchback.views.plan.Measure.Formula;
import dev.switchback.views.plan.OutputColumn;
import dev.switchback.views.plan.PipelinePlan;
import dev.switchback.views.plan.ViewPlan;
import dev.switchback.views.plan.Window;
import dev.switchback.views.program.RowProgram;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PlannerTest {

    @Test
    void plansTheManifestOfTheDesign() throws Exception {
        PipelinePlan plan = Manifests.plan(Manifests.DESIGN);

        assertEquals("wikipedia", plan.pipeline());
        assertEquals(
                List.of("time", "channel", "user_name", "is_robot", "added"),
                plan.columns().stream().map(SourceColumn::name).toList());
        assertEquals(0, plan.eventTimeIndex());
        ViewPlan.Aggregate view = (ViewPlan.Aggregate) plan.views().getFirst();
        assertEquals("edits_by_channel", view.name());
        assertEquals(Optional.of(new Window.Tumbling(Duration.ofMinutes(1))), view.window());
        assertEquals(List.of(new OutputColumn("channel", ColumnType.VARCHAR)), view.dimensions());
        assertEquals(
                List.of(
                        new AggregateState("s0", Kind.COUNT_ALL, -1, ColumnType.BOOLEAN, ColumnType.BIGINT),
                        new AggregateState("s1", Kind.SUM, 1, ColumnType.BIGINT, ColumnType.BIGINT),
                        new AggregateState("s2", Kind.COUNT_DISTINCT, 2, ColumnType.VARCHAR, ColumnType.BIGINT)),
                view.states());
        assertEquals(
                List.of(
                        new Measure("edits", ColumnType.BIGINT, new Formula.Finished(0)),
                        new Measure("added", ColumnType.BIGINT, new Formula.Finished(1)),
                        new Measure("editors", ColumnType.BIGINT, new Formula.Finished(2))),
                view.measures());
        assertEquals(Duration.ofDays(730), view.history().retention().orElseThrow());

        RowProgram program = view.program().get();
        assertEquals(3, program.outputs());
        @Nullable Object[] output = new @Nullable Object[3];
        assertTrue(program.evaluate(new @Nullable Object[] {0L, "#en", "ann", false, 12L}, output));
        assertArrayEquals(new @Nullable Object[] {"#en", 12L, "ann"}, output);
        assertFalse(program.evaluate(new @Nullable Object[] {0L, "#en", "ann", true, 12L}, output));
        assertFalse(program.evaluate(new @Nullable Object[] {0L, "#en", "ann", null, 12L}, output));
    }

    @Test
    void sharesEqualStatesAndArguments() throws Exception {
        ViewPlan.Aggregate view = Manifests.aggregate("""
                SELECT s, AVG(m) AS mean, SUM(m) AS total, COUNT(m) AS priced, COUNT(*) AS events, COUNT(1) AS ones,
                       COUNT(DISTINCT s) AS names, SUM(i) FILTER (WHERE b) AS good, COUNT(*) FILTER (WHERE b) AS goods
                FROM shop GROUP BY s
                """);

        ColumnType money = ColumnType.decimal(10, 2);
        assertEquals(
                List.of(
                        new AggregateState("s0", Kind.SUM, 1, money, ColumnType.decimal(38, 2)),
                        new AggregateState("s1", Kind.COUNT, 1, money, ColumnType.BIGINT),
                        new AggregateState("s2", Kind.COUNT_ALL, -1, ColumnType.BOOLEAN, ColumnType.BIGINT),
                        new AggregateState("s3", Kind.COUNT_DISTINCT, 0, ColumnType.VARCHAR, ColumnType.BIGINT),
                        new AggregateState("s4", Kind.SUM, 2, ColumnType.INTEGER, ColumnType.BIGINT),
                        new AggregateState("s5", Kind.COUNT, 3, ColumnType.BOOLEAN, ColumnType.BIGINT)),
                view.states());
        assertEquals(
                List.of(
                        new Measure("mean", ColumnType.DOUBLE, new Formula.Average(0, 1)),
                        new Measure("total", ColumnType.decimal(38, 2), new Formula.Finished(0)),
                        new Measure("priced", ColumnType.BIGINT, new Formula.Finished(1)),
                        new Measure("events", ColumnType.BIGINT, new Formula.Finished(2)),
                        new Measure("ones", ColumnType.BIGINT, new Formula.Finished(2)),
                        new Measure("names", ColumnType.BIGINT, new Formula.Finished(3)),
                        new Measure("good", ColumnType.BIGINT, new Formula.Finished(4)),
                        new Measure("goods", ColumnType.BIGINT, new Formula.Finished(5))),
                view.measures());
    }

    @Test
    void takesOnlyTheColumnsThatAreNeeded() throws Exception {
        PipelinePlan plan = Manifests.plan(Manifests.withView("SELECT s, d FROM shop WHERE l > 1"));

        assertEquals(
                List.of("ts", "l", "d", "s"),
                plan.columns().stream().map(SourceColumn::name).toList());
        RowProgram program = plan.views().getFirst().program().get();
        @Nullable Object[] output = new @Nullable Object[program.outputs()];
        assertTrue(program.evaluate(new @Nullable Object[] {0L, 2L, 0.5, "x"}, output));
        assertArrayEquals(new @Nullable Object[] {"x", 0.5}, output);
    }

    @Test
    void expandsTheStar() throws Exception {
        ViewPlan.Rows view = Manifests.rows("SELECT *, i + 1 AS next FROM shop");

        assertEquals(
                List.of("ts", "b", "i", "l", "d", "m", "s", "user", "next"),
                view.columns().stream().map(OutputColumn::name).toList());
        assertEquals(ColumnType.INTEGER, view.columns().getLast().type());
    }

    @Test
    void namesThatAreKeywordsNeedNoBackticks() throws Exception {
        ViewPlan.Aggregate view = Manifests.aggregate("""
                SELECT user, FLOOR(ts TO HOUR) AS hour, COUNT(*) AS count
                FROM shop AS t WHERE t.user <> '' GROUP BY t.user, FLOOR(ts TO HOUR)
                """);

        assertEquals(
                List.of(new OutputColumn("user", ColumnType.VARCHAR), new OutputColumn("hour", ColumnType.TIMESTAMP)),
                view.dimensions());
        assertEquals(Optional.empty(), view.window());
        RowProgram program = view.program().get();
        @Nullable Object[] output = new @Nullable Object[program.outputs()];
        assertTrue(program.evaluate(new @Nullable Object[] {7_200_001L, "ann"}, output));
        assertArrayEquals(new @Nullable Object[] {"ann", 7_200_000L}, output);
    }

    @Test
    void anAggregateOverEverythingHasNoDimensions() throws Exception {
        ViewPlan.Aggregate view = Manifests.aggregate("SELECT COUNT(*) AS n FROM `orders.v1`");

        assertEquals(List.of(), view.dimensions());
        assertEquals(0, view.program().get().outputs());
    }
}
