package dev.switchback.load.app;

import dev.switchback.load.replay.ReplayRun;
import dev.switchback.load.report.Plot;
import dev.switchback.load.report.Report;
import dev.switchback.load.scaling.Scale;
import dev.switchback.load.scaling.ScalingBench;
import dev.switchback.standalone.app.Stack;
import dev.switchback.standalone.client.AdminClient;
import dev.switchback.standalone.client.Http;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.ToDoubleFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "scaling",
        description = "Replay logs of growing size: more events, more keys, more partitions, more views.",
        mixinStandardHelpOptions = true)
final class ScalingCommand extends Benchmark {
    private static final int KEYS = 1_000;
    private static final int PARTITIONS = 4;

    @Option(
            names = "--events",
            paramLabel = "N",
            defaultValue = "250000",
            description = "Of the smallest log (default: ${DEFAULT-VALUE}).")
    private long events;

    /** @param size what grows in the series */
    private record Point(double size, Scale scale, ReplayRun.Outcome outcome, OptionalLong liveHeapBytes) {
        double microsPerEvent() {
            return outcome.seconds() * 1e6 / scale.events();
        }

        /** Without the start of the JVM; the time of one look where all was stored at once. */
        double steadyMicrosPerEvent() {
            return outcome.steadyEvents() == 0
                    ? microsPerEvent()
                    : outcome.steadySeconds() * 1e6 / outcome.steadyEvents();
        }

        double peakMebibytes() {
            return mebibytes(outcome.peakResidentBytes());
        }

        double heapMebibytes() {
            return mebibytes(liveHeapBytes);
        }

        private static double mebibytes(OptionalLong bytes) {
            return bytes.orElse(0) / (double) (1 << 20);
        }
    }

    @Override
    public Integer call() {
        requirePositive("--events", events);
        Map<String, List<Point>> series = measure(1, false, this::measureAll);
        Report report = new Report("scaling", Map.of("events", events));
        Map<String, Plot> plots = new LinkedHashMap<>();
        series.forEach((name, points) -> {
            points.forEach(point -> report.row(row(name, point)));
            Point least = points.getFirst();
            Point most = points.getLast();
            String grown = String.format(Locale.ROOT, "%,.0f / %,.0f %s", most.size(), least.size(), name);
            report.ratio(
                    "cost per event, " + grown,
                    most.microsPerEvent() / least.microsPerEvent(),
                    name.equals("events") ? "at most 1.1" : "");
            report.ratio(
                    "cost per event once events are stored, " + grown,
                    most.steadyMicrosPerEvent() / least.steadyMicrosPerEvent(),
                    "");
            if (least.peakMebibytes() > 0) {
                report.ratio("largest resident memory, " + grown, most.peakMebibytes() / least.peakMebibytes(), "");
            }
            if (least.heapMebibytes() > 0) {
                report.ratio(
                        "heap in use at the end, " + grown,
                        most.heapMebibytes() / least.heapMebibytes(),
                        name.equals("events") ? "at most 1.1" : "");
            }
            plots.put(name, plot(name, points));
        });
        conclude(report, plots);
        return 0;
    }

    private Map<String, List<Scale>> scales() {
        Map<String, List<Scale>> scales = new LinkedHashMap<>();
        scales.put("events", List.of(scale(1), scale(4), scale(16)));
        scales.put(
                "keys",
                List.of(1, 10, 100).stream()
                        .map(times -> new Scale(2 * events, KEYS * times, PARTITIONS, 1))
                        .toList());
        scales.put(
                "partitions",
                List.of(1, 2, 8, 32).stream()
                        .map(partitions -> new Scale(2 * events, KEYS, partitions, 1))
                        .toList());
        scales.put(
                "views",
                List.of(1, 3, 10).stream()
                        .map(views -> new Scale(2 * events, KEYS, PARTITIONS, views))
                        .toList());
        return scales;
    }

    private Scale scale(int times) {
        return new Scale(events * times, KEYS, PARTITIONS, 1);
    }

    private static double size(String series, Scale scale) {
        return switch (series) {
            case "events" -> scale.events();
            case "keys" -> scale.keys();
            case "partitions" -> scale.partitions();
            default -> scale.views();
        };
    }

    private Map<String, List<Point>> measureAll(Stack stack, Http http) {
        Map<String, List<Point>> series = new LinkedHashMap<>();
        try (StorePositions positions = StorePositions.open(stack.engines())) {
            AdminClient admin = new AdminClient(http, stack.adminUrl());
            ScalingBench bench = new ScalingBench(
                    stack.engines().kafkaAddress(), admin, new ReplayRun(admin, positions, stack::processorPid));
            say(
                    "  series          events       keys  partitions  views   seconds   µs/event   once stored   memory MiB   heap MiB");
            scales().forEach((name, scales) -> {
                List<Point> points = new ArrayList<>();
                for (Scale scale : scales) {
                    ScalingBench.Result result = bench.run(scale);
                    Point point = new Point(size(name, scale), scale, result.outcome(), result.liveHeapBytes());
                    say(line(name, point));
                    points.add(point);
                }
                series.put(name, points);
            });
        }
        return series;
    }

    private static String line(String name, Point point) {
        Scale scale = point.scale();
        return String.format(
                Locale.ROOT,
                "  %-10s  %,10d  %,9d  %,10d  %,5d  %,8.1f  %,9.2f  %,12.2f  %,11.0f  %,9.1f",
                name,
                scale.events(),
                scale.keys(),
                scale.partitions(),
                scale.views(),
                point.outcome().seconds(),
                point.microsPerEvent(),
                point.steadyMicrosPerEvent(),
                point.peakMebibytes(),
                point.heapMebibytes());
    }

    private static Map<String, Object> row(String name, Point point) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("series", name);
        row.put("events", point.scale().events());
        row.put("keys", point.scale().keys());
        row.put("partitions", point.scale().partitions());
        row.put("views", point.scale().views());
        row.put("seconds", point.outcome().seconds());
        row.put("microsPerEvent", point.microsPerEvent());
        row.put("steadyMicrosPerEvent", point.steadyMicrosPerEvent());
        point.outcome().peakResidentBytes().ifPresent(bytes -> row.put("peakResidentBytes", bytes));
        point.liveHeapBytes().ifPresent(bytes -> row.put("liveHeapBytes", bytes));
        return row;
    }

    private static Plot plot(String name, List<Point> points) {
        return Plot.logarithmic(
                "Cost of a replay by " + name,
                name,
                "µs per event",
                List.of(
                        line("from the request", points, Point::microsPerEvent),
                        line("once events are stored", points, Point::steadyMicrosPerEvent)));
    }

    private static Plot.Line line(String name, List<Point> points, ToDoubleFunction<Point> cost) {
        return new Plot.Line(
                name,
                points.stream().map(Point::size).toList(),
                points.stream().map(cost::applyAsDouble).toList());
    }
}
