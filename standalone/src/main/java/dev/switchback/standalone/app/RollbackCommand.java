package dev.switchback.standalone.app;

import dev.switchback.standalone.client.AdminClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "rollback",
        description = "Move every query of a pipeline back to the version that answered before.",
        mixinStandardHelpOptions = true)
final class RollbackCommand extends Subcommand {
    @Mixin
    private PipelineOption pipeline = new PipelineOption();

    @Override
    public Integer call() {
        AdminClient admin = root().admin();
        String name = pipeline.choose(admin);
        say(Pipelines.moved(admin.rollback(name)));
        return 0;
    }
}
