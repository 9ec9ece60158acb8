package dev.switchback.load.app;

import dev.switchback.load.BenchManifest;
import dev.switchback.load.replay.ReplayBench;
import dev.switchback.load.replay.ReplayRun;
import dev.switchback.load.replay.Stage;
import dev.switchback.load.replay.StageProfile;
import dev.switchback.load.report.Plot;
import dev.switchback.load.report.Report;
import dev.switchback.load.report.ResultFolder;
import dev.switchback.standalone.UserException;
import dev.switchback.standalone.app.Stack;
import dev.switchback.standalone.client.AdminClient;
import dev.switchback.standalone.client.Http;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "replay",
        description = "Replay generated events into both stores, beside a bare consumer that only aggregates.",
        mixinStandardHelpOptions = true)
final class ReplayCommand extends Benchmark {
    @Option(
            names = "--events",
            paramLabel = "N",
            defaultValue = "1000000",
            description = "How many (default: ${DEFAULT-VALUE}).")
    private long events;

    @Option(
            names = "--views",
            paramLabel = "N",
            defaultValue = "3",
            description = "1 or 3; the bare consumer keeps the same aggregates (default: ${DEFAULT-VALUE}).")
    private int views;

    @Option(
            names = "--stages",
            description =
                    "Also say where the processor's threads spend their time (flight recorder; costs some speed).")
    private boolean showStages;

    private Optional<StageProfile> stages = Optional.empty();

    @Override
    public Integer call() {
        requirePositive("--events", events);
        if (views != 1 && views != 3) {
            throw new UserException("--views must be 1 or 3, not " + views + ".");
        }
        ResultFolder folder = folder("replay");
        if (showStages) {
            stages = Optional.of(new StageProfile(folder.path().resolve("stages.jfr")));
        }
        ReplayBench.Result result = measure(1, this::replay);
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
        say(String.format(
                Locale.ROOT,
                "  start          %,12.1f s          from the request until both stores held first events",
                result.firstSeconds()));
        result.peakResidentBytes()
                .ifPresent(bytes -> say(String.format(
                        Locale.ROOT,
                        "  processor JVM  %,9d MiB     largest resident size, heap limited to %s",
                        bytes >> 20,
                        Stack.PROCESSOR_HEAP)));
        Report report = report(result);
        Map<String, Plot> plots = new LinkedHashMap<>();
        plots.put("plot", plot(result));
        stages.ifPresent(profile -> plots.put("stages", tell(profile, report)));
        conclude(folder, report, plots);
        return 0;
    }

    private ReplayBench.Result replay(Stack stack, Http http) {
        try (ExecutorService threads = Executors.newFixedThreadPool(
                        2, Thread.ofPlatform().name("bare-", 0).daemon().factory());
                StorePositions positions = StorePositions.open(stack.engines())) {
            AdminClient admin = new AdminClient(http, stack.adminUrl());
            return new ReplayBench(
                            stack.engines().kafkaAddress(),
                            admin,
                            new ReplayRun(admin, positions, stack::processorPid),
                            threads,
                            this::say)
                    .run(
                            events,
                            (views == 1 ? BenchManifest.REPLAY_ONE : BenchManifest.REPLAY).text(),
                            views == 3,
                            stages.map(ReplayRun.Listener.class::cast).orElse(ReplayRun.Listener.NONE));
        }
    }

    private Report report(ReplayBench.Result result) {
        Report report = new Report("replay", Map.of("events", events, "views", views));
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("seconds", result.seconds());
        figures.put("firstSeconds", result.firstSeconds());
        figures.put("eventsPerSecond", result.eventsPerSecond());
        figures.put("bareConsumerEventsPerSecond", result.bareConsumerEventsPerSecond());
        result.peakResidentBytes().ifPresent(bytes -> figures.put("peakResidentBytes", bytes));
        report.row(figures);
        report.ratio(
                "speed of the replay / of the bare consumer",
                result.ratio(),
                views == 1 ? "at least 1" : "at least 0.75");
        return report;
    }

    private static Plot plot(ReplayBench.Result result) {
        return Plot.bars(
                "Replay beside a bare consumer",
                "events/s",
                List.of("bare consumer", "replay"),
                Map.of("speed", List.of(result.bareConsumerEventsPerSecond(), result.eventsPerSecond())));
    }

    private Plot tell(StageProfile profile, Report report) {
        Map<String, Object> row = new LinkedHashMap<>();
        Map<Stage, Double> shares = profile.shares();
        shares.forEach((stage, share) -> {
            say(String.format(Locale.ROOT, "  %5.1f %%  %s", 100 * share, stage.words()));
            row.put(stage.name().toLowerCase(Locale.ROOT), share);
        });
        report.row(row);
        return Plot.bars(
                "Where the processor's threads spend their time",
                "share of samples",
                shares.keySet().stream()
                        .map(stage -> stage.name().toLowerCase(Locale.ROOT))
                        .toList(),
                Map.of("share", List.copyOf(shares.values())));
    }
}
