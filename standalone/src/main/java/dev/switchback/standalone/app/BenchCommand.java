package dev.switchback.standalone.app;

import dev.switchback.standalone.BundledManifest;
import dev.switchback.standalone.UserException;
import dev.switchback.standalone.app.Configuration.LauncherKind;
import dev.switchback.standalone.bench.DiffBench;
import dev.switchback.standalone.bench.FreshnessBench;
import dev.switchback.standalone.bench.ReplayBench;
import dev.switchback.standalone.client.AdminClient;
import dev.switchback.standalone.client.Http;
import dev.switchback.standalone.client.Replays;
import dev.switchback.standalone.load.TopicLoader;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;

@Command(
        name = "bench",
        description =
                "Measure this machine: replay speed, freshness of live answers, or the comparison of two versions.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "BENCHMARK")
final class BenchCommand extends Subcommand {
    @Override
    public Integer call() {
        throw new UserException("Say which benchmark: bench replay, bench freshness or bench diff.");
    }

    @Command(
            name = "replay",
            description = "Replay generated events into both stores, beside a bare consumer that only aggregates.",
            mixinStandardHelpOptions = true)
    int replay(
            @Option(
                            names = "--events",
                            paramLabel = "N",
                            defaultValue = "1000000",
                            description = "How many (default: ${DEFAULT-VALUE}).")
                    long events,
            @Option(names = "--json", description = "End with one line of JSON.") boolean json) {
        requirePositive("--events", events);
        ReplayBench.Result result = measure(LauncherKind.PROCESSES, (stack, http) -> replay(events, stack, http));
        say(String.format(
                Locale.ROOT,
                "  replay         %,12.0f events/s   %,d events in %.1f s",
                result.eventsPerSecond(),
                events,
                result.seconds()));
        say(String.format(
                Locale.ROOT,
                "  bare consumer  %,12.0f events/s   two threads, in %.1f s",
                result.bareConsumerEventsPerSecond(),
                result.bareConsumerSeconds()));
        say(String.format(Locale.ROOT, "  ratio          %12.2f", result.ratio()));
        result.peakResidentBytes()
                .ifPresent(bytes -> say(String.format(
                        Locale.ROOT,
                        "  processor JVM  %,9d MiB     largest resident size, heap limited to %s",
                        bytes >> 20,
                        Stack.PROCESSOR_HEAP)));
        if (json) {
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("events", events);
            line.put("seconds", rounded(result.seconds()));
            line.put("eventsPerSecond", Math.round(result.eventsPerSecond()));
            line.put("bareConsumerEventsPerSecond", Math.round(result.bareConsumerEventsPerSecond()));
            line.put("ratio", rounded(result.ratio()));
            say(JsonMapper.builder().build().writeValueAsString(line));
        }
        return 0;
    }

    private ReplayBench.Result replay(long events, Stack stack, Http http) {
        try (ExecutorService threads = Executors.newFixedThreadPool(
                        2, Thread.ofPlatform().name("bare-", 0).daemon().factory());
                StorePositions positions = StorePositions.open(stack.engines())) {
            return new ReplayBench(
                            stack.engines().kafka(),
                            new AdminClient(http, stack.adminUrl()),
                            positions,
                            stack::processorPid,
                            threads,
                            this::say)
                    .run(events, BundledManifest.REPLAY_BENCH.text());
        }
    }

    @Command(
            name = "freshness",
            description = "Measure how soon an event is in the live answers while others arrive.",
            mixinStandardHelpOptions = true)
    int freshness(
            @Option(
                            names = "--rate",
                            paramLabel = "N",
                            defaultValue = "5000",
                            description = "Events a second (default: ${DEFAULT-VALUE}).")
                    int rate,
            @Option(
                            names = "--samples",
                            paramLabel = "N",
                            defaultValue = "1000",
                            description = "Samples (default: ${DEFAULT-VALUE}).")
                    int samples,
            @Option(names = "--json", description = "End with one line of JSON.") boolean json) {
        requirePositive("--rate", rate);
        requirePositive("--samples", samples);
        FreshnessBench.Result result =
                measure(LauncherKind.PROCESSES, (stack, http) -> freshness(rate, samples, stack, http));
        say(String.format(
                Locale.ROOT,
                "  event to live answer: median %.0f ms, 99th percentile %.0f ms (%,d samples, %,.0f events/s)",
                result.medianMillis(),
                result.p99Millis(),
                result.samples(),
                result.eventsPerSecond()));
        if (json) {
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("samples", result.samples());
            line.put("eventsPerSecond", Math.round(result.eventsPerSecond()));
            line.put("medianMillis", rounded(result.medianMillis()));
            line.put("p99Millis", rounded(result.p99Millis()));
            say(JsonMapper.builder().build().writeValueAsString(line));
        }
        return 0;
    }

    @Command(
            name = "diff",
            description = "Compare two versions with many keys, every second one of which differs.",
            mixinStandardHelpOptions = true)
    int diff(
            @Option(
                            names = "--keys",
                            paramLabel = "N",
                            defaultValue = "1000000",
                            description = "How many (default: ${DEFAULT-VALUE}).")
                    long keys,
            @Option(names = "--json", description = "End with one line of JSON.") boolean json) {
        requirePositive("--keys", keys);
        DiffBench.Result result = measure(
                LauncherKind.PROCESSES,
                (stack, http) -> new DiffBench(
                                stack.engines().kafka(), new AdminClient(http, stack.adminUrl()), this::say)
                        .run(keys, BundledManifest.DIFF_BENCH.text()));
        say(String.format(
                Locale.ROOT,
                "  diff of two versions with %,d keys each, %,d changed: %.1f s",
                result.keys(),
                result.changed(),
                result.seconds()));
        if (json) {
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("keys", result.keys());
            line.put("changed", result.changed());
            line.put("seconds", rounded(result.seconds()));
            say(JsonMapper.builder().build().writeValueAsString(line));
        }
        return 0;
    }

    private FreshnessBench.Result freshness(int rate, int samples, Stack stack, Http http) {
        String kafka = stack.engines().kafka();
        TopicLoader.ensureTopic(kafka, FreshnessBench.PIPELINE, FreshnessBench.PARTITIONS);
        say("Deploying the benchmark's pipeline");
        new Replays(new AdminClient(http, stack.adminUrl()))
                .deploy(
                        FreshnessBench.PIPELINE,
                        BundledManifest.FRESHNESS_BENCH.text(),
                        true,
                        new Replays.Listener() {});
        say("Measuring");
        try (ExecutorService threads = Executors.newCachedThreadPool(
                Thread.ofPlatform().name("freshness-", 0).daemon().factory())) {
            return new FreshnessBench(kafka, stack.queryUrls().getFirst(), http, threads).run(samples, rate);
        }
    }

    /** Runs a measurement on a stack of its own, on any free ports. */
    private <T> T measure(LauncherKind launcher, BiFunction<Stack, Http, T> measurement) {
        Configuration configuration = root().configuration();
        RunFolder folder = RunFolder.fresh();
        Logs.toFile(folder.log());
        StackSettings settings = new StackSettings(
                folder.path(), configuration.external(), configuration.kafkaPort(), 0, 0, 1, launcher, 2);
        try (Running running = Running.start(settings, folder, this::say);
                Http http = new Http()) {
            return measurement.apply(running.stack(), http);
        }
    }

    private static void requirePositive(String option, long value) {
        if (value < 1) {
            throw new UserException(option + " must be 1 or more, not " + value + ".");
        }
    }

    private static double rounded(double value) {
        return Math.round(value * 1000) / 1000.0;
    }
}
