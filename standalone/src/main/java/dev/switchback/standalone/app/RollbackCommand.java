package dev.switchback.standalone.app;

import dev.switchback.standalone.client.AdminClient;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "rollback",
        description = "Move every query of a pipeline back to the version that answered before.",
        mixinStandardHelpOptions = true)
final class RollbackCommand extends Subcommand {
    @Option(
            names = "--pipeline",
            paramLabel = "NAME",
            description = "The pipeline; may be left out where there is one only.")
    private @Nullable String pipeline;

    @Override
    public Integer call() {
        AdminClient admin = root().admin();
        String name = Pipelines.choose(admin, pipeline);
        say(Pipelines.moved(admin.rollback(name)));
        return 0;
    }
}
