package dev.switchback.standalone.app;

import dev.switchback.standalone.client.AdminClient;
import dev.switchback.standalone.client.ReplayStatus;
import dev.switchback.standalone.client.Replays;
import dev.switchback.standalone.terminal.ReplayProgress;
import dev.switchback.standalone.terminal.VerdictText;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

@Command(
        name = "verify",
        description =
                "Check that a version is deterministic: replay its manifest once more, compare both at one cut of the log, and remove the second one.",
        mixinStandardHelpOptions = true)
final class VerifyCommand extends Subcommand {
    @Parameters(
            arity = "0..1",
            paramLabel = "VERSION",
            description = "Number of a version that is built (default: the active one).")
    private @Nullable Integer version;

    @Mixin
    private PipelineOption pipeline = new PipelineOption();

    @Override
    public Integer call() {
        AdminClient admin = root().admin();
        String name = pipeline.choose(admin);
        String id = admin.startCheck(name, version == null ? OptionalInt.empty() : OptionalInt.of(version))
                .path("id")
                .asString();
        ReplayStatus end = follow(admin, name, id);
        JsonNode check = admin.replayInFull(name, id);
        VerdictText.lines(check).forEach(this::say);
        return end.isChecked() ? 0 : 1;
    }

    private ReplayStatus follow(AdminClient admin, String name, String id) {
        try (ReplayProgress progress = new ReplayProgress(out(), ReplayProgress.onTerminal())) {
            return new Replays(admin).await(name, id, ReplayStatus::isOver, progress::show);
        }
    }
}
