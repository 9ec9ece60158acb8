package dev.switchback.standalone.app;

import dev.switchback.standalone.UserException;
import dev.switchback.standalone.client.AdminClient;
import java.util.stream.StreamSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

@Command(
        name = "approve",
        description =
                "Take the responsibility for the gates that a version did not pass, or that wait for a person: its switch is no longer held back.",
        mixinStandardHelpOptions = true)
final class ApproveCommand extends Subcommand {
    @Parameters(paramLabel = "VERSION", description = "Number of the version.")
    private int version;

    @Mixin
    private PipelineOption pipeline = new PipelineOption();

    @Option(names = "--by", required = true, paramLabel = "NAME", description = "Who approves; for the journal.")
    private String by = "";

    @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "Why; for the journal.")
    private String reason = "";

    @Override
    public Integer call() {
        AdminClient admin = root().admin();
        String name = pipeline.choose(admin);
        JsonNode replay = admin.acceptGates(name, replay(admin, name), by, reason);
        say(name + " v" + version + " may be switched to."
                + (replay.path("switch_mode").asString().equals("auto")
                        ? " It switches by itself."
                        : " './switchback switch " + version + "' moves every query to it."));
        return 0;
    }

    private String replay(AdminClient admin, String name) {
        return StreamSupport.stream(admin.pipeline(name).path("versions").spliterator(), false)
                .filter(one -> one.path("version").asInt() == version && one.has("replay"))
                .map(one -> one.path("replay").path("id").asString())
                .findFirst()
                .orElseThrow(() -> new UserException("The pipeline " + name + " has no version " + version
                        + " that was replayed; './switchback status' lists them."));
    }
}
