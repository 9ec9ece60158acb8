package dev.switchback.standalone.app;

import dev.switchback.standalone.client.AdminClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "switch",
        description = "Move every query of a pipeline to a version that is ready.",
        mixinStandardHelpOptions = true)
final class SwitchCommand extends Subcommand {
    @Parameters(paramLabel = "VERSION", description = "Number of the version.")
    private int version;

    @Mixin
    private PipelineOption pipeline = new PipelineOption();

    @Mixin
    private PolicyOptions policy = new PolicyOptions();

    @Override
    public Integer call() {
        AdminClient admin = root().admin();
        String name = pipeline.choose(admin);
        long epoch = admin.pipeline(name).path("epoch").asLong();
        say(Pipelines.moved(admin.switchTo(name, version, epoch, policy.body())));
        return 0;
    }
}
