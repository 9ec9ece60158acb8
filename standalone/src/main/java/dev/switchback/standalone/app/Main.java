package dev.switchback.standalone.app;

import dev.switchback.embedded.EngineException;
import dev.switchback.standalone.UserException;
import dev.switchback.standalone.client.ApiException;
import dev.switchback.views.trust.TrustedAuthorities;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;
import picocli.CommandLine;

/** The command line. Ends with 0 if the command did what it was asked, 1 if not, 2 if it was not understood. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        // What it says is English, whatever the machine speaks.
        Locale.setDefault(Locale.ROOT);
        System.exit(run(System.getenv(), Path.of(System.getProperty("switchback.home", ".")), arguments));
    }

    /** Runs one command and returns its exit status. */
    public static int run(Map<String, String> environment, Path home, String... arguments) {
        SwitchbackCommand root =
                new SwitchbackCommand(environment, home.toAbsolutePath().normalize());
        return run(root, commands(), arguments);
    }

    private static List<Subcommand> commands() {
        return List.of(
                new DemoCommand(),
                new UpCommand(),
                new LoadCommand(),
                new DeployCommand(),
                new StatusCommand(),
                new DiffCommand(),
                new VerifyCommand(),
                new ApproveCommand(),
                new SwitchCommand(),
                new RollbackCommand(),
                new TokenCommand(),
                new QueryCommand(),
                new EnvCommand(),
                new MigrateCommand(),
                new ServeCommand(),
                new ImagesCommand(),
                new RehearseCommand());
    }

    static int run(SwitchbackCommand root, List<? extends Subcommand> subcommands, String... arguments) {
        CommandLine commands = new CommandLine(root);
        subcommands.forEach(commands::addSubcommand);
        return run(commands, root.environment(), root::showsOrigins, arguments);
    }

    /**
     * Runs a command line; what goes wrong is told as one sentence.
     *
     * @param root annotated for picocli
     * @param environment of which {@link TrustedAuthorities#FILE} is heeded before the command begins
     * @param showsOrigins whether the person wants to see where an error came from; asked once the arguments are read
     * @return the exit status
     */
    public static int run(
            Object root, Map<String, String> environment, BooleanSupplier showsOrigins, String... arguments) {
        return run(new CommandLine(root), environment, showsOrigins, arguments);
    }

    private static int run(
            CommandLine commands, Map<String, String> environment, BooleanSupplier showsOrigins, String... arguments) {
        commands.setCaseInsensitiveEnumValuesAllowed(true);
        commands.setExecutionStrategy(parsed -> {
            trust(environment, commands);
            return new CommandLine.RunLast().execute(parsed);
        });
        commands.setExecutionExceptionHandler((failure, command, parsed) -> {
            report(failure, commands, showsOrigins.getAsBoolean());
            return CommandLine.ExitCode.SOFTWARE;
        });
        return commands.execute(arguments);
    }

    private static void trust(Map<String, String> environment, CommandLine commands) {
        try {
            TrustedAuthorities.trust(environment);
        } catch (IllegalArgumentException e) {
            throw new CommandLine.ExecutionException(commands, String.valueOf(e.getMessage()), e);
        }
    }

    private static void report(Exception failure, CommandLine commands, boolean verbose) {
        if (verbose) {
            failure.printStackTrace(commands.getErr());
        }
        String message = String.valueOf(failure.getMessage());
        commands.getErr().println("switchback: " + (isForUsers(failure) ? message : unexpected(failure, verbose)));
        commands.getErr().flush();
    }

    private static boolean isForUsers(Exception failure) {
        return failure instanceof UserException
                || failure instanceof EngineException
                || failure instanceof ApiException
                || failure instanceof IllegalArgumentException;
    }

    private static String unexpected(Exception failure, boolean verbose) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String what = root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
        return what + (verbose ? "" : " (--verbose shows where)");
    }
}
