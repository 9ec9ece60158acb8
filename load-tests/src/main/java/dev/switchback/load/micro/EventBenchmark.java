package dev.switchback.load.micro;

import dev.switchback.load.replay.BareConsumer;
import dev.switchback.processor.aggregate.EventReader;
import dev.switchback.processor.aggregate.ViewDelta;
import dev.switchback.processor.aggregate.ViewEvent;
import dev.switchback.processor.decode.BadEventException;
import dev.switchback.views.engines.KafkaAddress;
import dev.switchback.views.plan.PipelinePlan;
import dev.switchback.views.plan.ViewPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What one event costs on its way into the three views of the replay's benchmark. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class EventBenchmark {
    private static final int EVENTS = 4096;
    /** As a batch is emptied by its flush. */
    private static final int FLUSH_WEIGHT = 100_000;

    private final List<byte[]> values = Edits.values(EVENTS);
    private final List<EventReader> readers = new ArrayList<>();
    private final List<ViewDelta> deltas = new ArrayList<>();
    private final BareConsumer bare = new BareConsumer(KafkaAddress.plain("nowhere:1"), List.of(), true);
    private EventReader reader = new EventReader(Edits.plan("SUM(added)"));
    private int next;

    /** Has readers that hold one evaluated event each. */
    @Setup
    public void prepare() throws BadEventException {
        PipelinePlan plan = Edits.plan("SUM(added)");
        reader = new EventReader(plan);
        for (int i = 0; i < EVENTS / 8; i++) {
            EventReader holding = new EventReader(plan);
            holding.read(values.get(i));
            readers.add(holding);
        }
        for (ViewPlan view : plan.views()) {
            deltas.add(new ViewDelta((ViewPlan.Aggregate) view));
        }
        reader.decode(values.get(0));
    }

    private int turn(int of) {
        next = next + 1 < of ? next + 1 : 0;
        return next;
    }

    @Benchmark
    public long decode() throws BadEventException {
        return reader.decode(values.get(turn(EVENTS)));
    }

    /** Filters, projections and windows of three views. */
    @Benchmark
    public EventReader expressions() throws BadEventException {
        reader.evaluate();
        return reader;
    }

    @Benchmark
    public long aggregation() {
        return add(readers.get(turn(readers.size())));
    }

    /** All three in a row. */
    @Benchmark
    public long wholeEvent() throws BadEventException {
        reader.read(values.get(turn(EVENTS)));
        return add(reader);
    }

    /** The same by the bare consumer: Jackson's streaming parser and hash maps. */
    @Benchmark
    public BareConsumer bareConsumer() {
        bare.aggregate(values.get(turn(EVENTS)));
        return bare;
    }

    private long add(EventReader event) {
        long groups = 0;
        for (int view = 0; view < deltas.size(); view++) {
            ViewDelta delta = deltas.get(view);
            ViewEvent seen = event.views().get(view);
            for (int window = 0; window < seen.windows(); window++) {
                int group = delta.group(seen, window);
                delta.add(group, seen.output());
                groups += group;
            }
            if (delta.weight() > FLUSH_WEIGHT) {
                delta.clear();
            }
        }
        return groups;
    }
}
