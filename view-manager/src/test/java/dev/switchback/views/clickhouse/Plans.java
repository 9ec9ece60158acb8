package dev.switchback.views.clickhouse;

import dev.switchback.views.manifest.Source;
import dev.switchback.views.manifest.ViewDefinition;
import dev.switchback.views.plan.AggregateState;
import dev.switchback.views.plan.ColumnType;
import dev.switchback.views.plan.Measure;
import dev.switchback.views.plan.OutputColumn;
import dev.switchback.views.plan.PipelinePlan;
import dev.switchback.views.plan.ViewPlan;
import dev.switchback.views.plan.Window;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Plans made by hand, as the planner would make them. Their programs are never run. */
final class Plans {
    private static final ViewDefinition.History HISTORY = new ViewDefinition.History(Optional.empty());

    private Plans() {}

    static PipelinePlan plan(String pipeline, ViewPlan... views) {
        Source source = new Source("topic", Source.Format.JSON, "time", Duration.ZERO, List.of());
        return new PipelinePlan(pipeline, source, List.of(), 0, List.of(views));
    }

    static ViewPlan.Aggregate perMinute(
            String name, List<OutputColumn> dimensions, List<AggregateState> states, List<Measure> measures) {
        return aggregate(name, Optional.of(new Window.Tumbling(Duration.ofMinutes(1))), dimensions, states, measures);
    }

    static ViewPlan.Aggregate aggregate(
            String name,
            Optional<Window> window,
            List<OutputColumn> dimensions,
            List<AggregateState> states,
            List<Measure> measures) {
        return new ViewPlan.Aggregate(
                name, window, dimensions, states, measures, Optional.empty(), HISTORY, Plans::noProgram);
    }

    static ViewPlan.Rows rows(String name, List<OutputColumn> columns) {
        return new ViewPlan.Rows(name, columns, HISTORY, Plans::noProgram);
    }

    static AggregateState state(int number, AggregateState.Kind kind, ColumnType argument, ColumnType result) {
        return new AggregateState("s" + number, kind, number, argument, result);
    }

    static Measure finished(String name, ColumnType type, int state) {
        return new Measure(name, type, new Measure.Formula.Finished(state));
    }

    private static dev.switchback.views.program.RowProgram noProgram() {
        throw new AssertionError("no program runs in these tests");
    }
}
