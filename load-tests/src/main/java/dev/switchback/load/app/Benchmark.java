package dev.switchback.load.app;

import dev.switchback.load.report.Plot;
import dev.switchback.load.report.Report;
import dev.switchback.load.report.ResultFolder;
import dev.switchback.standalone.UserException;
import dev.switchback.standalone.app.Configuration;
import dev.switchback.standalone.app.Configuration.LauncherKind;
import dev.switchback.standalone.app.Logs;
import dev.switchback.standalone.app.RunFolder;
import dev.switchback.standalone.app.Running;
import dev.switchback.standalone.app.Stack;
import dev.switchback.standalone.app.StackSettings;
import dev.switchback.standalone.client.Http;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** What every benchmark's command has: its stack, its output, its folder of results. */
abstract class Benchmark implements Callable<Integer> {
    @ParentCommand
    private @Nullable BenchCommand root;

    @Spec
    private @Nullable CommandSpec specification;

    @Option(
            names = "--results",
            paramLabel = "DIR",
            description = "Where the run makes its folder (default: load-tests/results).")
    private @Nullable Path results;

    @Option(names = "--json", description = "End with one line of JSON, as it is in result.json.")
    private boolean json;

    /** Runs a measurement on a stack of its own, with each version's processor in a JVM of its own and one that waits for the next. */
    <T> T measure(int queryServers, BiFunction<Stack, Http, T> measurement) {
        return measure(queryServers, injected(root).configuration().spare(), measurement);
    }

    /** The same; without {@code spare} every version's JVM is started when it is asked for, so that all are measured alike. */
    <T> T measure(int queryServers, boolean spare, BiFunction<Stack, Http, T> measurement) {
        Configuration configuration = injected(root).configuration();
        RunFolder folder = RunFolder.fresh();
        Logs.toFile(folder.log());
        StackSettings settings = new StackSettings(
                folder.path(),
                configuration.external(),
                configuration.registry(),
                configuration.kafkaPort(),
                0,
                0,
                queryServers,
                LauncherKind.PROCESSES,
                2,
                configuration.kafkaProperties(),
                configuration.instances(),
                spare);
        try (Running running = Running.start(settings, folder, this::say);
                Http http = new Http()) {
            running.stack().awaitSpare();
            return measurement.apply(running.stack(), http);
        }
    }

    /** Writes what was found, and says the ratios and where it lies. */
    void conclude(Report report, Map<String, Plot> plots) {
        conclude(folder(report.benchmark()), report, plots);
    }

    /** The same, where the benchmark itself has written into the folder. */
    void conclude(ResultFolder folder, Report report, Map<String, Plot> plots) {
        folder.write(report);
        plots.forEach(folder::write);
        report.ratios().forEach(ratio -> say(ratio.toString()));
        say("  " + folder.path());
        if (json) {
            say(report.line());
        }
    }

    /** Makes the run's folder. */
    ResultFolder folder(String benchmark) {
        Path below = Optional.ofNullable(results).orElseGet(() -> injected(root).results());
        return ResultFolder.make(below.toAbsolutePath(), benchmark, Instant.now());
    }

    /** Prints a line at once. */
    void say(String line) {
        var out = injected(specification).commandLine().getOut();
        out.println(line);
        out.flush();
    }

    static void requirePositive(String option, long value) {
        if (value < 1) {
            throw new UserException(option + " must be 1 or more, not " + value + ".");
        }
    }

    private static <T> T injected(@Nullable T value) {
        if (value == null) {
            throw new IllegalStateException("picocli sets this before the command runs");
        }
        return value;
    }
}
