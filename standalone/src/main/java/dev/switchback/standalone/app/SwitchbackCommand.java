package dev.switchback.standalone.app;

import dev.switchback.standalone.client.AdminClient;
import dev.switchback.standalone.client.Http;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The root of the command line: what its subcommands share. */
@Command(
        name = "switchback",
        description =
                "Replay-and-swap for Kappa architectures: deploy new stream logic without a moment of wrong answers.",
        mixinStandardHelpOptions = true,
        version = "Switchback 0.1.0",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            DemoCommand.class,
            UpCommand.class,
            LoadCommand.class,
            DeployCommand.class,
            StatusCommand.class,
            DiffCommand.class,
            VerifyCommand.class,
            ApproveCommand.class,
            SwitchCommand.class,
            RollbackCommand.class,
            TokenCommand.class,
            QueryCommand.class,
            EnvCommand.class,
            MigrateCommand.class,
            ServeCommand.class,
            RehearseCommand.class
        },
        footer = {
            "",
            "./switchback test runs every test (Maven's arguments may follow); ./switchback bench measures this machine."
        })
final class SwitchbackCommand implements Runnable {
    private final Map<String, String> environment;
    private final Path home;

    @Option(names = "--verbose", scope = ScopeType.INHERIT, description = "Show where an error came from.")
    private boolean showOrigins;

    @Option(
            names = "--why",
            paramLabel = "TEXT",
            scope = ScopeType.INHERIT,
            description = "Why an order is given; goes into the journal.")
    private @Nullable String why;

    @Spec
    private @Nullable CommandSpec specification;

    SwitchbackCommand(Map<String, String> environment, Path home) {
        this.environment = Map.copyOf(environment);
        this.home = home;
    }

    /** Whether the person wants to see where an error came from. */
    boolean showsOrigins() {
        return showOrigins;
    }

    /** The validated environment. */
    Configuration configuration() {
        return Configuration.from(environment, home);
    }

    Map<String, String> environment() {
        return environment;
    }

    AdminClient admin() {
        return new AdminClient(
                http(), url("SWITCHBACK_ADMIN_URL", configuration().adminPort()));
    }

    URI queryUrl() {
        return url("SWITCHBACK_QUERY_URL", configuration().queryPort());
    }

    /** Sends the token that the environment holds. */
    Http http() {
        return new Http(Optional.ofNullable(environment.get("SWITCHBACK_TOKEN")), Optional.ofNullable(why));
    }

    private URI url(String variable, int port) {
        String named = environment.get(variable);
        return URI.create(named == null ? "http://localhost:" + port : named);
    }

    @Override
    public void run() {
        if (specification != null) {
            specification.commandLine().usage(specification.commandLine().getOut());
        }
    }
}
