package dev.switchback.load.app;

import dev.switchback.load.BenchManifest;
import dev.switchback.load.diff.DiffBench;
import dev.switchback.load.report.Plot;
import dev.switchback.load.report.Report;
import dev.switchback.standalone.client.AdminClient;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "diff",
        description = "Compare two versions with many keys, every second one of which differs.",
        mixinStandardHelpOptions = true)
final class DiffCommand extends Benchmark {
    @Option(
            names = "--keys",
            paramLabel = "N",
            defaultValue = "1000000",
            description = "How many (default: ${DEFAULT-VALUE}).")
    private long keys;

    @Override
    public Integer call() {
        requirePositive("--keys", keys);
        DiffBench.Result result = measure(
                1,
                (stack, http) -> new DiffBench(
                                stack.engines().kafkaAddress(), new AdminClient(http, stack.adminUrl()), this::say)
                        .run(keys, BenchManifest.DIFF.text()));
        say(String.format(
                Locale.ROOT,
                "  diff of two versions with %,d keys each, %,d changed: %.1f s, beside %.1f s to build one of them",
                result.keys(),
                result.changed(),
                result.seconds(),
                result.buildSeconds()));
        Report report = new Report("diff", Map.of("keys", keys));
        report.row(Map.of(
                "keys", result.keys(),
                "changed", result.changed(),
                "seconds", result.seconds(),
                "buildSeconds", result.buildSeconds()));
        report.ratio(
                "duration of the comparison / of building one version", result.seconds() / result.buildSeconds(), "");
        conclude(
                report,
                Map.of(
                        "plot",
                        Plot.bars(
                                "Comparing two versions",
                                "seconds",
                                List.of("build a version", "compare two"),
                                Map.of("duration", List.of(result.buildSeconds(), result.seconds())))));
        return 0;
    }
}
