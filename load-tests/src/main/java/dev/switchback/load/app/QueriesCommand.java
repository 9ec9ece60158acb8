package dev.switchback.load.app;

import dev.switchback.load.BenchManifest;
import dev.switchback.load.bare.BareServer;
import dev.switchback.load.queries.Gatling;
import dev.switchback.load.queries.QueriesBench;
import dev.switchback.load.queries.Recorder.Figures;
import dev.switchback.load.queries.SideBySide;
import dev.switchback.load.report.Plot;
import dev.switchback.load.report.Report;
import dev.switchback.load.report.ResultFolder;
import dev.switchback.standalone.app.Stack;
import dev.switchback.standalone.client.AdminClient;
import dev.switchback.standalone.client.Http;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "queries",
        description =
                "Load live, historical and top-N queries with Gatling: steady, beside replays, and across switches.",
        mixinStandardHelpOptions = true)
final class QueriesCommand extends Benchmark {
    private static final int POINT_TIMES = 2_000;
    private static final int SCAN_TIMES = 60;
    private static final double GOAL_MILLIS = 5;

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "2000",
            description = "Live point queries a second (default: ${DEFAULT-VALUE}).")
    private double rate;

    @Option(
            names = "--historical",
            paramLabel = "N",
            defaultValue = "5",
            description = "Historical queries a second (default: ${DEFAULT-VALUE}).")
    private double historical;

    @Option(
            names = "--top",
            paramLabel = "N",
            defaultValue = "20",
            description = "Top-N queries a second (default: ${DEFAULT-VALUE}).")
    private double top;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "10",
            description = "Length of each measurement (default: ${DEFAULT-VALUE}).")
    private int seconds;

    @Option(
            names = "--events",
            paramLabel = "N",
            defaultValue = "1000000",
            description = "In the log; nearly each is a row in ClickHouse (default: ${DEFAULT-VALUE}).")
    private long events;

    @Option(
            names = "--between-switches",
            paramLabel = "MS",
            defaultValue = "500",
            description = "Milliseconds from the end of a switch to the next order (default: ${DEFAULT-VALUE}).")
    private long betweenSwitches;

    @Option(names = "--open-loop-only", description = "Without Gatling: live point queries by the open loop alone.")
    private boolean openLoopOnly;

    private final Map<String, Map<String, Figures>> found = new LinkedHashMap<>();

    @Override
    public Integer call() {
        requirePositive("--rate", (long) rate);
        requirePositive("--seconds", seconds);
        requirePositive("--events", events);
        requirePositive("--between-switches", betweenSwitches);
        ResultFolder folder = folder("queries");
        Report report = new Report(
                "queries",
                Map.of(
                        "rate",
                        rate,
                        "historical",
                        historical,
                        "top",
                        top,
                        "seconds",
                        seconds,
                        "events",
                        events,
                        "betweenSwitchesMillis",
                        betweenSwitches));
        measure(1, (stack, http) -> {
            measureAll(stack, http, folder, report);
            return report;
        });
        conclude(folder, report, Map.of("plot", plot()));
        return 0;
    }

    private void measureAll(Stack stack, Http http, ResultFolder folder, Report report) {
        QueriesBench.Rates rates = new QueriesBench.Rates(rate, historical, top);
        Gatling gatling = new Gatling(folder.path(), Duration.ofSeconds(seconds));
        URI server = stack.queryUrls().getFirst();
        try (ExecutorService threads = Executors.newCachedThreadPool(
                        Thread.ofPlatform().name("queries-", 0).daemon().factory());
                BareServer bare = BareServer.start(stack.engines().redis())) {
            QueriesBench bench = new QueriesBench(
                    stack.engines().kafkaAddress(),
                    new AdminClient(http, stack.adminUrl()),
                    server,
                    gatling,
                    threads,
                    this::say);
            bench.prepare(events, BenchManifest.REPLAY.text());
            sideBySide(stack, server, bare, report);
            openLoop(bench, server, bare, report);
            if (!openLoopOnly) {
                gatling(bench, rates, bare, report);
            }
        }
    }

    /** Live point queries alone, by a generator that costs the machine next to nothing. */
    private void openLoop(QueriesBench bench, URI server, BareServer bare, Report report) {
        Duration length = Duration.ofSeconds(seconds);
        tell("open, bare", one(bench.openLoop(bare.url(), rate, length)), report);
        Asking asking = _ -> one(bench.openLoop(server, rate, length));
        // What compiles for the first rounds would be counted against whatever is measured first.
        asking.ask("warm-up");
        tell("open", asking.ask("open"), report);
        beside("open", bench, asking, report);
        report.ratio("live p99 in an open loop / 5 ms", p99("open") / GOAL_MILLIS, "at most 1");
        ratios("open", report);
    }

    private static Map<String, Figures> one(Figures live) {
        return Map.of(QueriesBench.LIVE, live);
    }

    /** The mix of queries; the generator is a JVM that wants the same processors. */
    private void gatling(QueriesBench bench, QueriesBench.Rates rates, BareServer bare, Report report) {
        bench.steady("warm-up", rates);
        tell("bare", one(bench.bare(bare.url(), rate)), report);
        tell("steady", bench.steady("steady", rates), report);
        beside("steady", bench, name -> bench.steady(name, rates), report);
        ratios("steady", report);
    }

    /** A measurement, by the name of its report's folder. */
    private interface Asking {
        Map<String, Figures> ask(String name);
    }

    private void beside(String steady, QueriesBench bench, Asking asking, Report report) {
        tell(steady + ", replays", bench.besideReplays(() -> asking.ask("replays")), report);
        QueriesBench.Switched<Map<String, Figures>> switched =
                bench.acrossSwitches(Duration.ofMillis(betweenSwitches), () -> asking.ask("switches"));
        say(String.format(Locale.ROOT, "  %d switches", switched.switches()));
        tell(steady + ", switches", switched.found(), report);
    }

    private void ratios(String steady, Report report) {
        report.ratio("live p99, " + steady + ": beside replays / without", p99(steady + ", replays") / p99(steady), "");
        report.ratio(
                "live p99, " + steady + ": across switches / without",
                p99(steady + ", switches") / p99(steady),
                "at most 1.5");
    }

    private double p99(String phase) {
        return live(phase).p99();
    }

    private void sideBySide(Stack stack, URI server, BareServer bare, Report report) {
        say("One client, one query at a time");
        try (SideBySide client = new SideBySide()) {
            SideBySide.Medians live = client.ask(
                    get(server + "/v1/bench/channels_by_hour/live?channel=%23c1.wikipedia"),
                    get(bare.url().toString()),
                    POINT_TIMES);
            say(String.format(
                    Locale.ROOT,
                    "  live point query %.2f ms, bare Redis read %.2f ms (medians)",
                    live.one(),
                    live.other()));
            report.row(Map.of("phase", "one client", "liveMedianMillis", live.one(), "bareMedianMillis", live.other()));
            report.ratio("median of a live point query / of a bare Redis read", live.ratio(), "at most 2");
            SideBySide.Medians scan = client.ask(
                    get(
                            server
                                    + "/v1/bench/pages_by_minute?step=all&group_by=channel&measures=edits&order_by=-edits&limit=10"),
                    sql(stack.engines().clickHouse()),
                    SCAN_TIMES);
            say(String.format(
                    Locale.ROOT,
                    "  historical query over all rows %.1f ms, its SQL sent to ClickHouse %.1f ms (medians)",
                    scan.one(),
                    scan.other()));
            report.row(Map.of(
                    "phase",
                    "one client",
                    "historicalMedianMillis",
                    scan.one(),
                    "clickHouseMedianMillis",
                    scan.other()));
            report.ratio("median of a historical query / of its SQL sent to ClickHouse", scan.ratio(), "at most 1.3");
        }
    }

    private static HttpRequest get(String uri) {
        return HttpRequest.newBuilder(URI.create(uri)).build();
    }

    /** The statement that the query server makes of the historical query above. */
    private static HttpRequest sql(URI clickHouse) {
        String sql = "SELECT `channel` AS c, sum(`s0`) AS e FROM `bench`.`pages_by_minute__v1`"
                + " GROUP BY c ORDER BY e DESC NULLS LAST LIMIT 11 FORMAT RowBinaryWithNamesAndTypes";
        return ClickHouseSql.request(clickHouse, sql);
    }

    private void tell(String phase, Map<String, Figures> figures, Report report) {
        found.put(phase, figures);
        figures.forEach((kind, of) -> {
            say(String.format(
                    Locale.ROOT,
                    "  %-16s  %-10s  %,8d queries, %d failed, median %.2f ms, 99th percentile %.1f ms",
                    phase,
                    kind,
                    of.queries(),
                    of.failed(),
                    of.median(),
                    of.p99()));
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("phase", phase);
            row.put("kind", kind);
            row.put("queries", of.queries());
            row.put("failed", of.failed());
            row.put("medianMillis", of.median());
            row.put("p99Millis", of.p99());
            row.put("perSecond", of.perSecond(Duration.ofSeconds(seconds)));
            report.row(row);
        });
    }

    private Plot plot() {
        List<String> phases = List.copyOf(found.keySet());
        Map<String, List<Double>> bars = new LinkedHashMap<>();
        bars.put(
                "live, median",
                phases.stream().map(phase -> live(phase).median()).toList());
        bars.put(
                "live, 99th percentile",
                phases.stream().map(phase -> live(phase).p99()).toList());
        return Plot.bars("Live point queries", "milliseconds", phases, bars);
    }

    private Figures live(String phase) {
        Figures figures = found.getOrDefault(phase, Map.of()).get(QueriesBench.LIVE);
        if (figures == null) {
            throw new IllegalStateException("there were no live queries in the phase " + phase);
        }
        return figures;
    }
}
