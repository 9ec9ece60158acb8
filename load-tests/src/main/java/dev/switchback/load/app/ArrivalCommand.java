package dev.switchback.load.app;

import dev.switchback.load.BenchManifest;
import dev.switchback.load.arrival.ArrivalBench;
import dev.switchback.load.capacity.Capacity;
import dev.switchback.load.capacity.ClosedForm;
import dev.switchback.load.capacity.GrowingLog;
import dev.switchback.load.capacity.Outlook;
import dev.switchback.load.report.Plot;
import dev.switchback.load.report.Report;
import dev.switchback.standalone.UserException;
import dev.switchback.standalone.app.Stack;
import dev.switchback.standalone.client.AdminClient;
import dev.switchback.standalone.client.Http;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.ToDoubleFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "arrival",
        description = "Replay at known rates while events arrive at another, and compare the time with what"
                + " 'bench capacity' works out; docs/capacity.md.",
        mixinStandardHelpOptions = true)
final class ArrivalCommand extends Benchmark {
    private static final double NO_LIMIT = Double.POSITIVE_INFINITY;

    @Option(
            names = "--events",
            paramLabel = "N",
            defaultValue = "300000",
            description = "In the log before any arrive (default: ${DEFAULT-VALUE}).")
    private long events;

    @Option(
            names = "--events-per-second",
            paramLabel = "N",
            defaultValue = "5000",
            description = "That arrive meanwhile (default: ${DEFAULT-VALUE}).")
    private int arriving;

    @Option(
            names = "--throttles",
            paramLabel = "N",
            split = ",",
            defaultValue = "7500,20000",
            description = "Of the replays, events a second, each more than arrive (default: ${DEFAULT-VALUE}).")
    private List<Long> throttles = List.of();

    @Option(
            names = "--start",
            paramLabel = "SECONDS",
            defaultValue = CapacityOptions.START,
            description = "From the request to the first event, as the model has it (default: ${DEFAULT-VALUE}).")
    private double start;

    /** @param model seconds by the model's start, {@code measuredStart} by the one that was measured in this run */
    private record Row(long throttle, ArrivalBench.Result result, double model, double measuredStart) {
        double error() {
            return model / result.seconds() - 1;
        }
    }

    @Override
    public Integer call() {
        requirePositive("--events", events);
        requirePositive("--events-per-second", arriving);
        requirePositive("the number of --throttles", throttles.size());
        for (long throttle : throttles) {
            if (throttle <= arriving) {
                throw new UserException("--throttles must be more than the " + arriving
                        + " events a second that arrive, not " + throttle + ": such a replay never catches up.");
            }
        }
        List<Row> rows = measure(1, this::measureAll);
        Report report =
                new Report("arrival", Map.of("events", events, "eventsPerSecond", arriving, "startSeconds", start));
        rows.forEach(row -> {
            report.row(figures(row));
            report.ratio(
                    "seconds by the model / measured, at " + row.throttle + " events/s",
                    row.model / row.result.seconds(),
                    "");
        });
        conclude(report, Map.of("plot", plot(rows)));
        return 0;
    }

    private List<Row> measureAll(Stack stack, Http http) {
        List<Row> rows = new ArrayList<>();
        try (StorePositions positions = StorePositions.open(stack.engines());
                ExecutorService threads = Executors.newSingleThreadExecutor(
                        Thread.ofPlatform().name("arrival-", 0).daemon().factory())) {
            ArrivalBench bench = new ArrivalBench(
                    stack.engines().kafkaAddress(),
                    new AdminClient(http, stack.adminUrl()),
                    positions,
                    threads,
                    BenchManifest.FRESHNESS.text());
            say("                                                     caught up after [s]");
            say("  throttle/s    in the log   arriving/s   start [s]   measured   model   error   with this start");
            for (long throttle : throttles) {
                // The model's figure is there before the replay is.
                double expected = model((double) events, arriving, (double) throttle, start);
                ArrivalBench.Result result =
                        bench.run(events, arriving, throttle, Duration.ofSeconds(120 + (long) (3 * expected)));
                Row row = new Row(
                        throttle,
                        result,
                        model((double) result.log(), result.arrivingPerSecond(), (double) throttle, start),
                        model(
                                (double) result.log(),
                                result.arrivingPerSecond(),
                                (double) throttle,
                                result.startSeconds()));
                say(line(row));
                rows.add(row);
            }
        }
        return rows;
    }

    /** Seconds, with nothing but the throttle in the replay's way. */
    private static double model(double log, double perSecond, double throttle, double startSeconds) {
        Capacity capacity = new Capacity(1, NO_LIMIT, throttle, NO_LIMIT, 1, NO_LIMIT, startSeconds);
        return switch (new ClosedForm(GrowingLog.even(log, perSecond, 1), capacity).outlook()) {
            case Outlook.CatchesUp(double seconds) -> seconds;
            case Outlook.Never _ ->
                throw new UserException(String.format(
                        Locale.ROOT,
                        "%,.0f events a second arrived, and a replay with a throttle of %,.0f never catches up.",
                        perSecond,
                        throttle));
        };
    }

    private static String line(Row row) {
        ArrivalBench.Result result = row.result;
        return String.format(
                Locale.ROOT,
                "  %,10d  %,12d  %,11.0f  %,10.1f  %,9.1f  %,6.1f  %+5.1f%%  %,10.1f",
                row.throttle,
                result.log(),
                result.arrivingPerSecond(),
                result.startSeconds(),
                result.seconds(),
                row.model,
                100 * row.error(),
                row.measuredStart);
    }

    private static Map<String, Object> figures(Row row) {
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("throttle", row.throttle);
        figures.put("log", row.result.log());
        figures.put("arrivingPerSecond", row.result.arrivingPerSecond());
        figures.put("startSeconds", row.result.startSeconds());
        figures.put("seconds", row.result.seconds());
        figures.put("modelSeconds", row.model);
        figures.put("modelSecondsWithMeasuredStart", row.measuredStart);
        return figures;
    }

    private static Plot plot(List<Row> rows) {
        Map<String, List<Double>> bars = new LinkedHashMap<>();
        bars.put("measured", seconds(rows, row -> row.result.seconds()));
        bars.put("by the model", seconds(rows, Row::model));
        return Plot.bars(
                "A replay beside arrival",
                "seconds until it has caught up",
                rows.stream().map(row -> row.throttle + "/s").toList(),
                bars);
    }

    private static List<Double> seconds(List<Row> rows, ToDoubleFunction<Row> of) {
        return rows.stream().map(of::applyAsDouble).toList();
    }
}
