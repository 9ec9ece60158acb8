package dev.switchback.load.app;

import dev.switchback.load.capacity.Capacity;
import dev.switchback.load.capacity.ClosedForm;
import dev.switchback.load.capacity.GrowingLog;
import dev.switchback.load.capacity.Outlook;
import dev.switchback.load.capacity.ReplaySimulation;
import dev.switchback.load.report.Plot;
import dev.switchback.load.report.Report;
import dev.switchback.standalone.UserException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "capacity",
        description = "Work out how long a replay takes while its log grows, and whether it ever catches up."
                + " Nothing is started; docs/capacity.md says where the figures come from.",
        mixinStandardHelpOptions = true)
final class CapacityCommand extends Benchmark {
    @Mixin
    private CapacityOptions options = new CapacityOptions();

    @Option(
            names = "--instances",
            paramLabel = "N",
            split = ",",
            defaultValue = "1,2,4,8,16,32",
            description = "Of the version that is built; several, for a table (default: ${DEFAULT-VALUE}).")
    private List<Integer> instances = List.of();

    /** @param result empty course where nothing can be simulated */
    private record Row(int instances, ClosedForm form, ReplaySimulation.Result result) {}

    @Override
    public Integer call() {
        GrowingLog log;
        List<Row> rows;
        try {
            log = options.log();
            rows = instances.stream().map(each -> row(log, each)).toList();
        } catch (IllegalArgumentException e) {
            throw new UserException(e.getMessage() + ".", e);
        }
        Report report = new Report("capacity", options.parameters());
        say(String.format(
                Locale.ROOT,
                "  %,.0f events, %,.0f a second arrive (%,.0f at the peak), %,d partitions",
                log.events(),
                log.eventsPerSecond(),
                log.eventsPerSecond() * (1 + log.swing()),
                log.partitions()));
        say("  instances     replay [events/s]   limited by               caught up after      arithmetic");
        for (Row row : rows) {
            say(line(row));
            report.row(figures(row));
        }
        rows.stream()
                .filter(row -> row.result.outlook() instanceof Outlook.Never)
                .map(row -> row.form.limit())
                .distinct()
                .forEach(limit -> say("  held back by " + limit.words() + ": " + limit.remedy()));
        conclude(report, Map.of("backlog", plot(rows)));
        return 0;
    }

    private Row row(GrowingLog log, int count) {
        Capacity capacity = options.capacity(count);
        return new Row(count, new ClosedForm(log, capacity), ReplaySimulation.run(log, capacity));
    }

    private static String line(Row row) {
        return String.format(
                Locale.ROOT,
                "  %,9d  %,20.0f   %-22s  %16s  %14s",
                row.instances,
                row.form.rate(),
                row.form.limit().words(),
                words(row.result.outlook()),
                words(row.form.outlook()));
    }

    private static String words(Outlook outlook) {
        return switch (outlook) {
            case Outlook.CatchesUp(double seconds) -> words(Duration.ofMillis(Math.round(seconds * 1000)));
            case Outlook.Never _ -> "never";
        };
    }

    private static String words(Duration duration) {
        if (duration.toDays() > 0) {
            return String.format(Locale.ROOT, "%.1f d", duration.toMinutes() / 1440.0);
        }
        return duration.toHours() > 0
                ? String.format(Locale.ROOT, "%.1f h", duration.toSeconds() / 3600.0)
                : String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
    }

    private static Map<String, @Nullable Object> figures(Row row) {
        Map<String, @Nullable Object> figures = new LinkedHashMap<>();
        figures.put("instances", row.instances);
        figures.put("eventsPerSecond", row.form.rate());
        figures.put("limit", row.form.limit().name());
        figures.put("seconds", seconds(row.result.outlook()));
        figures.put("closedFormSeconds", seconds(row.form.outlook()));
        return figures;
    }

    private static @Nullable Double seconds(Outlook outlook) {
        return outlook instanceof Outlook.CatchesUp(double seconds) ? seconds : null;
    }

    private static Plot plot(List<Row> rows) {
        return Plot.lines(
                "Backlog of a replay while its log grows",
                "hours since the request",
                "events that are not taken yet",
                IntStream.range(0, rows.size())
                        .mapToObj(i -> line(rows.get(i), horizon(rows)))
                        .toList());
    }

    /** Where the slowest is done that is done at all, and a little more. */
    private static double horizon(List<Row> rows) {
        return 1.1
                * rows.stream()
                        .map(row -> seconds(row.result.outlook()))
                        .filter(seconds -> seconds != null)
                        .mapToDouble(Double::doubleValue)
                        .max()
                        .orElse(10 * 86_400.0);
    }

    private static Plot.Line line(Row row, double horizon) {
        List<ReplaySimulation.Point> points = row.result.course().stream()
                .filter(point -> point.seconds() <= horizon)
                .toList();
        return new Plot.Line(
                row.instances + (row.instances == 1 ? " instance" : " instances"),
                points.stream().map(point -> point.seconds() / 3600).toList(),
                points.stream().map(ReplaySimulation.Point::backlog).toList());
    }
}
