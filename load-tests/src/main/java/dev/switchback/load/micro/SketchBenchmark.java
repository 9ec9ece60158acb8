package dev.switchback.load.micro;

import dev.switchback.processor.aggregate.EventReader;
import dev.switchback.processor.aggregate.ViewDelta;
import dev.switchback.processor.aggregate.ViewEvent;
import dev.switchback.processor.decode.BadEventException;
import dev.switchback.views.plan.PipelinePlan;
import dev.switchback.views.plan.ViewPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What one event, or one state, costs to merge into a state that is more than a number. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class SketchBenchmark {
    private static final int EVENTS = 512;
    private static final int FLUSH_WEIGHT = 100_000;

    private final List<ViewEvent> events = new ArrayList<>();
    private List<ViewDelta> deltas = List.of();
    private int next;

    /** What is kept in the place of a sum. */
    @Param({"APPROX_QUANTILE(added, 0.99)", "COUNT(DISTINCT added)", "APPROX_COUNT_DISTINCT(added)", "STDDEV_POP(added)"
    })
    public String aggregate = "SUM(added)";

    /** Has evaluated events of the view by channel and hour. */
    @Setup
    public void prepare() throws BadEventException {
        PipelinePlan plan = Edits.plan(aggregate);
        for (byte[] value : Edits.values(EVENTS)) {
            EventReader reader = new EventReader(plan);
            reader.read(value);
            events.add(reader.views().get(1));
        }
        deltas = List.of(new ViewDelta((ViewPlan.Aggregate) plan.views().get(1)));
    }

    private int turn() {
        next = next + 1 < EVENTS ? next + 1 : 0;
        return next;
    }

    /** An event into its group's state. */
    @Benchmark
    public int add() {
        ViewDelta delta = deltas.getFirst();
        ViewEvent event = events.get(turn());
        int group = delta.group(event, 0);
        delta.add(group, event.output());
        if (delta.weight() > FLUSH_WEIGHT) {
            delta.clear();
        }
        return group;
    }
}
