package dev.switchback.load.app;

import dev.switchback.load.BenchManifest;
import dev.switchback.load.freshness.Beside;
import dev.switchback.load.freshness.FreshnessBench;
import dev.switchback.load.report.Delays;
import dev.switchback.load.report.Plot;
import dev.switchback.load.report.Report;
import dev.switchback.standalone.app.Stack;
import dev.switchback.standalone.client.AdminClient;
import dev.switchback.standalone.client.Http;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "freshness",
        description =
                "Measure how soon an event is in the live and in the historical answers, at several rates, with and"
                        + " without a replay.",
        mixinStandardHelpOptions = true)
final class FreshnessCommand extends Benchmark {
    @Option(
            names = "--rates",
            paramLabel = "N",
            split = ",",
            defaultValue = "1000,5000,20000",
            description = "Events a second (default: ${DEFAULT-VALUE}).")
    private List<Integer> rates = List.of();

    @Option(
            names = "--beside",
            paramLabel = "WHAT",
            split = ",",
            defaultValue = "NOTHING,REPLAY,PROTECTED_REPLAY",
            description = "What goes on meanwhile: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private List<Beside> beside = List.of();

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "8",
            description = "Length of each measurement (default: ${DEFAULT-VALUE}).")
    private int seconds;

    @Option(
            names = "--events",
            paramLabel = "N",
            defaultValue = "3000000",
            description = "In the log that replays read (default: ${DEFAULT-VALUE}).")
    private long events;

    @Option(
            names = "--protect",
            paramLabel = "DURATION",
            defaultValue = "PT2S",
            description =
                    "How far the live version may fall behind beside a protected replay (default: ${DEFAULT-VALUE}).")
    private Duration protect = Duration.ZERO;

    @Override
    public Integer call() {
        requirePositive("the number of --rates", rates.size());
        rates.forEach(rate -> requirePositive("--rates", rate));
        requirePositive("--seconds", seconds);
        requirePositive("--events", events);
        List<FreshnessBench.Result> results = measure(1, this::measureAll);
        Report report = new Report(
                "freshness",
                Map.of("rates", rates, "seconds", seconds, "events", events, "protect", protect.toString()));
        results.forEach(result -> report.row(row(result)));
        ratios(results, report);
        conclude(
                report,
                Map.of(
                        "live", plot("a live answer", results, FreshnessBench.Result::live),
                        "historical", plot("a historical answer", results, FreshnessBench.Result::history)));
        return 0;
    }

    private List<FreshnessBench.Result> measureAll(Stack stack, Http http) {
        List<FreshnessBench.Result> results = new ArrayList<>();
        try (ExecutorService threads = Executors.newCachedThreadPool(
                Thread.ofPlatform().name("freshness-", 0).daemon().factory())) {
            FreshnessBench bench = new FreshnessBench(
                    stack.engines().kafkaAddress(),
                    new AdminClient(http, stack.adminUrl()),
                    stack.queryUrls().getFirst(),
                    http,
                    threads,
                    this::say,
                    protect);
            bench.prepare(events, BenchManifest.FRESHNESS.text(), Collections.max(rates));
            say("                                    live answer [ms]   historical [ms]      the replay");
            say("  events/s  beside                  median      p99    median      p99   starts, p99   events/s");
            for (int rate : rates) {
                for (Beside what : beside) {
                    FreshnessBench.Result result = bench.run(what, rate, Duration.ofSeconds(seconds));
                    say(line(result));
                    results.add(result);
                }
            }
        }
        return results;
    }

    private static String line(FreshnessBench.Result result) {
        String replay = result.starting()
                .map(starting -> String.format(
                        Locale.ROOT, "   %,11.0f   %,8.0f", starting.millis(0.99), result.replayedPerSecond()))
                .orElse("");
        return String.format(
                Locale.ROOT,
                "  %,8.0f  %-20s  %,8.0f %,8.0f  %,8.0f %,8.0f%s",
                result.eventsPerSecond(),
                result.beside().words(),
                result.live().millis(0.5),
                result.live().millis(0.99),
                result.history().millis(0.5),
                result.history().millis(0.99),
                replay);
    }

    private static Map<String, Object> row(FreshnessBench.Result result) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("rate", result.rate());
        row.put("beside", result.beside().words());
        row.put("eventsPerSecond", result.eventsPerSecond());
        row.put("samples", result.live().count());
        row.put("liveMedianMillis", result.live().millis(0.5));
        row.put("liveP99Millis", result.live().millis(0.99));
        row.put("historyMedianMillis", result.history().millis(0.5));
        row.put("historyP99Millis", result.history().millis(0.99));
        row.put("replayedPerSecond", result.replayedPerSecond());
        result.starting().ifPresent(starting -> row.put("liveP99MillisWhileReplayStarts", starting.millis(0.99)));
        return row;
    }

    private void ratios(List<FreshnessBench.Result> results, Report report) {
        for (int rate : rates) {
            List<FreshnessBench.Result> alone = of(results, rate, Beside.NOTHING);
            for (FreshnessBench.Result base : alone) {
                for (Beside what : List.of(Beside.REPLAY, Beside.PROTECTED_REPLAY)) {
                    String goal = what == Beside.PROTECTED_REPLAY ? "at most 2" : "";
                    of(results, rate, what)
                            .forEach(result -> report.ratio(
                                    "live p99 beside a " + what.words() + " / without, at " + rate + " events/s",
                                    result.live().millis(0.99) / base.live().millis(0.99),
                                    goal));
                }
            }
        }
    }

    private static List<FreshnessBench.Result> of(List<FreshnessBench.Result> results, int rate, Beside beside) {
        return results.stream()
                .filter(result -> result.rate() == rate && result.beside() == beside)
                .toList();
    }

    private static Plot plot(
            String answers, List<FreshnessBench.Result> results, Function<FreshnessBench.Result, Delays> delays) {
        Map<String, List<Double>> bars = new LinkedHashMap<>();
        bars.put("median", millis(results, delays, 0.5));
        bars.put("99th percentile", millis(results, delays, 0.99));
        return Plot.bars(
                "From an event to " + answers + " that holds it",
                "milliseconds",
                results.stream()
                        .map(result -> result.rate() + "/s, " + result.beside().words())
                        .toList(),
                bars);
    }

    private static List<Double> millis(
            List<FreshnessBench.Result> results, Function<FreshnessBench.Result, Delays> delays, double quantile) {
        return results.stream()
                .map(result -> delays.apply(result).millis(quantile))
                .toList();
    }
}
