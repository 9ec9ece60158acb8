package dev.switchback.load.app;

import dev.switchback.standalone.UserException;
import dev.switchback.standalone.app.Configuration;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The root: which benchmarks there are, and what they share. */
@Command(
        name = "switchback bench",
        description = "Measure this machine. Each benchmark starts a stack of its own, on any free ports.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "BENCHMARK",
        subcommands = {
            ReplayCommand.class,
            FreshnessCommand.class,
            DiffCommand.class,
            QueriesCommand.class,
            MicroCommand.class,
            ScalingCommand.class,
            CapacityCommand.class,
            KeysCommand.class
        },
        footer = {"", "docs/benchmarks.md says what each of them measures and what was found."})
final class BenchCommand implements Callable<Integer> {
    private final Map<String, String> environment;
    private final Path home;

    @Option(names = "--verbose", scope = ScopeType.INHERIT, description = "Show where an error came from.")
    private boolean showOrigins;

    BenchCommand(Map<String, String> environment, Path home) {
        this.environment = Map.copyOf(environment);
        this.home = home;
    }

    boolean showsOrigins() {
        return showOrigins;
    }

    Configuration configuration() {
        return Configuration.from(environment, home);
    }

    /** Below which each run makes a folder. */
    Path results() {
        return home.resolve("load-tests").resolve("results");
    }

    @Override
    public Integer call() {
        throw new UserException("Say which benchmark; 'bench --help' lists them.");
    }
}
