package dev.switchback.standalone.app;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "env",
        description = "Print the environment of a running 'up', for eval \"$(./switchback env)\".",
        mixinStandardHelpOptions = true)
final class EnvCommand extends Subcommand {
    @Option(names = "--data", paramLabel = "DIR", description = "The data folder that 'up' was given.")
    private @Nullable Path data;

    @Override
    public Integer call() {
        Path folder = data == null
                ? root().configuration().defaultData()
                : data.toAbsolutePath().normalize();
        EnvironmentFile.read(folder).forEach(this::say);
        return 0;
    }
}
