package dev.switchback.standalone.app;

import dev.switchback.standalone.UserException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "up",
        description = "Start everything on this machine and keep it running until it is interrupted.",
        mixinStandardHelpOptions = true)
final class UpCommand extends Subcommand {
    private static final Duration WATCH = Duration.ofSeconds(1);

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Folder of all data (default: .switchback/data in the project).")
    private @Nullable Path data;

    @Option(names = "--ephemeral", description = "Keep the data in a temporary folder and remove it at the end.")
    private boolean ephemeral;

    @Option(
            names = "--query-servers",
            paramLabel = "N",
            defaultValue = "1",
            description = "Query servers, on ports counted up from the first (default: ${DEFAULT-VALUE}).")
    private int queryServers;

    @Override
    public Integer call() throws InterruptedException {
        if (ephemeral && data != null) {
            throw new UserException("--data and --ephemeral exclude each other; give one of them.");
        }
        Configuration configuration = root().configuration();
        nameUnused(configuration.listening());
        new Ports(configuration.adminPort(), configuration.queryPort()).requireFree(queryServers);
        RunFolder folder =
                ephemeral ? RunFolder.fresh() : RunFolder.at(data == null ? configuration.defaultData() : data);
        Logs.toFile(folder.log());
        StackSettings settings = new StackSettings(
                folder.path(),
                configuration.external(),
                configuration.registry(),
                OptionalInt.of(configuration.kafkaPort().orElse(Configuration.DEFAULT_KAFKA_PORT)),
                configuration.adminPort(),
                configuration.queryPort(),
                queryServers,
                configuration.launcher(),
                Runtime.getRuntime().availableProcessors(),
                configuration.kafkaProperties(),
                configuration.instances(),
                configuration.spare());
        Running running = Running.start(settings, folder, this::say);
        announce(running.stack(), folder.path());
        while (true) {
            Thread.sleep(WATCH);
            revive(running.stack());
        }
    }

    private void nameUnused(Set<String> listening) {
        if (!listening.isEmpty()) {
            say("Without effect on up, which listens on this machine only, without TLS and limits: "
                    + String.join(", ", new TreeSet<>(listening))
                    + " (they are for ./switchback serve).");
        }
    }

    /** Starts an engine that died again; one that cannot start ends the command with its sentence. */
    private void revive(Stack stack) {
        String revived = stack.reviveEngines();
        if (!revived.isEmpty()) {
            say(revived + " had stopped by itself and was started again; the logs in the data folder may say why.");
        }
    }

    private void announce(Stack stack, Path folder) {
        EnvironmentFile.write(folder, stack);
        say("");
        say("Switchback is up.");
        stack.queryUrls().forEach(url -> say("  queries    " + url + "/v1/{pipeline}/{view}"));
        say("  admin      " + stack.adminUrl() + "/v1/pipelines");
        say("  Kafka      " + stack.engines().kafka());
        say("  ClickHouse " + withoutUser(stack.engines().clickHouse()));
        say("  data       " + folder);
        say("Ctrl-C stops it. In another terminal: ./switchback load, deploy, status, query.");
    }

    private static String withoutUser(URI uri) {
        return uri.getScheme() + "://" + String.valueOf(uri.getRawAuthority()).replaceFirst("^.*@", "");
    }
}
