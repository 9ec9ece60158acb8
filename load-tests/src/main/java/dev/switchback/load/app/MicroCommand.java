package dev.switchback.load.app;

import dev.switchback.load.micro.EventBenchmark;
import dev.switchback.load.report.Plot;
import dev.switchback.load.report.Report;
import dev.switchback.standalone.UserException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "micro",
        description =
                "Measure single steps of the processor with JMH: decoding, expressions, aggregation, sketches; time and"
                        + " bytes allocated per event.",
        mixinStandardHelpOptions = true)
final class MicroCommand extends Benchmark {
    private static final String ALLOCATED = "gc.alloc.rate.norm";

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "1",
            description = "Length of one iteration (default: ${DEFAULT-VALUE}).")
    private int seconds;

    @Option(
            names = "--iterations",
            paramLabel = "N",
            defaultValue = "5",
            description = "How many count; three before them do not (default: ${DEFAULT-VALUE}).")
    private int iterations;

    /** Per operation. */
    private record Cost(double nanos, double bytes) {}

    @Override
    public Integer call() {
        requirePositive("--seconds", seconds);
        requirePositive("--iterations", iterations);
        Map<String, Cost> costs = new LinkedHashMap<>();
        say("                                                    ns/event   bytes/event");
        for (RunResult run : run()) {
            Result<?> allocated = run.getSecondaryResults().get(ALLOCATED);
            Cost cost = new Cost(run.getPrimaryResult().getScore(), allocated == null ? 0 : allocated.getScore());
            String name = name(run);
            costs.put(name, cost);
            say(String.format(Locale.ROOT, "  %-46s  %,10.1f  %,12.1f", name, cost.nanos(), cost.bytes()));
        }
        Report report = new Report("micro", Map.of("seconds", seconds, "iterations", iterations));
        costs.forEach((name, cost) ->
                report.row(Map.of("name", name, "nanosPerEvent", cost.nanos(), "bytesPerEvent", cost.bytes())));
        Cost bare = costs.getOrDefault("bareConsumer", new Cost(Double.NaN, Double.NaN));
        for (String part : List.of("decode", "expressions", "aggregation", "wholeEvent")) {
            Cost cost = costs.getOrDefault(part, new Cost(Double.NaN, Double.NaN));
            report.ratio("time of " + part + " / of an event in the bare consumer", cost.nanos() / bare.nanos(), "");
        }
        conclude(report, Map.of("plot", plot(costs)));
        return 0;
    }

    private Collection<RunResult> run() {
        Options options = new OptionsBuilder()
                .include(EventBenchmark.class.getPackageName() + ".*")
                .addProfiler(GCProfiler.class)
                .warmupIterations(3)
                .warmupTime(TimeValue.seconds(seconds))
                .measurementIterations(iterations)
                .measurementTime(TimeValue.seconds(seconds))
                .forks(1)
                .jvmArgs("-Xmx1g", "-XX:+UseSerialGC", "--sun-misc-unsafe-memory-access=allow")
                .verbosity(VerboseMode.SILENT)
                .build();
        try {
            return new Runner(options).run();
        } catch (RunnerException e) {
            throw new UserException("JMH cannot run: " + e.getMessage() + ".", e);
        }
    }

    private static String name(RunResult run) {
        String aggregate = run.getParams().getParam("aggregate");
        return aggregate == null ? run.getPrimaryResult().getLabel() : aggregate;
    }

    private static Plot plot(Map<String, Cost> costs) {
        return Plot.bars(
                "One event",
                "nanoseconds, bytes",
                List.copyOf(costs.keySet()),
                Map.of(
                        "nanoseconds", costs.values().stream().map(Cost::nanos).toList(),
                        "bytes allocated",
                                costs.values().stream().map(Cost::bytes).toList()));
    }
}
