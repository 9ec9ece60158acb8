package dev.switchback.load.app;

import dev.switchback.load.keys.KeysBench;
import dev.switchback.load.replay.ReplayRun;
import dev.switchback.load.report.Plot;
import dev.switchback.load.report.Report;
import dev.switchback.standalone.UserException;
import dev.switchback.standalone.app.Stack;
import dev.switchback.standalone.client.AdminClient;
import dev.switchback.standalone.client.Http;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "keys",
        description = "Replay events of many distinct keys, and check what each of them came to.",
        mixinStandardHelpOptions = true)
final class KeysCommand extends Benchmark {
    private static final double GIB = 1L << 30;

    @Option(
            names = "--keys",
            paramLabel = "N",
            defaultValue = "1000000",
            description = "How many (default: ${DEFAULT-VALUE}).")
    private long keys;

    @Option(
            names = "--per-key",
            paramLabel = "N",
            defaultValue = "2",
            description = "Events of each (default: ${DEFAULT-VALUE}).")
    private long perKey;

    /** @param check keys, events and wrong keys, as ClickHouse counted them */
    private record Found(ReplayRun.Outcome outcome, String check) {}

    @Override
    public Integer call() {
        requirePositive("--keys", keys);
        requirePositive("--per-key", perKey);
        Found found = measure(1, this::replay);
        double seconds = found.outcome.seconds();
        say(String.format(
                Locale.ROOT,
                "  %,d events of %,d keys in %.1f s: %,.0f events/s",
                keys * perKey,
                keys,
                seconds,
                keys * perKey / seconds));
        found.outcome
                .peakResidentBytes()
                .ifPresent(bytes -> say(String.format(
                        Locale.ROOT,
                        "  processor JVM  %,d MiB largest resident size, heap limited to %s",
                        bytes >> 20,
                        Stack.PROCESSOR_HEAP)));
        if (!found.check.equals(keys + "\t" + keys * perKey + "\t0")) {
            throw new UserException("The results are wrong: keys, events, wrong keys are "
                    + found.check.replace('\t', ' ') + " instead of " + keys + " " + keys * perKey + " 0.");
        }
        say("  every key holds what it must");
        conclude(report(found.outcome), Map.of("plot", plot(found.outcome)));
        return 0;
    }

    private Found replay(Stack stack, Http http) {
        try (StorePositions positions = StorePositions.open(stack.engines());
                ClickHouseSql sql = new ClickHouseSql(stack.engines().clickHouse())) {
            AdminClient admin = new AdminClient(http, stack.adminUrl());
            ReplayRun.Outcome outcome = new KeysBench(
                            stack.engines().kafkaAddress(),
                            admin,
                            new ReplayRun(admin, positions, stack::processorPid),
                            this::say)
                    .run(keys, perKey);
            say("Checking every key");
            return new Found(outcome, sql.ask(KeysBench.check(perKey)).strip());
        }
    }

    private Report report(ReplayRun.Outcome outcome) {
        Report report = new Report("keys", Map.of("keys", keys, "perKey", perKey));
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("seconds", outcome.seconds());
        row.put("eventsPerSecond", keys * perKey / outcome.seconds());
        outcome.peakResidentBytes().ifPresent(bytes -> row.put("peakResidentBytes", bytes));
        report.row(row);
        outcome.peakResidentBytes()
                .ifPresent(bytes ->
                        report.ratio("largest resident memory of the processor / 2 GiB", bytes / (2 * GIB), "below 1"));
        return report;
    }

    private Plot plot(ReplayRun.Outcome outcome) {
        return Plot.bars(
                "Many distinct keys",
                "events/s",
                List.of(String.format(Locale.ROOT, "%,d keys", keys)),
                Map.of("speed", List.of(keys * perKey / outcome.seconds())));
    }
}
