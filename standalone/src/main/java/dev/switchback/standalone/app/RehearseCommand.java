package dev.switchback.standalone.app;

import dev.switchback.standalone.app.Configuration.LauncherKind;
import dev.switchback.standalone.client.AdminClient;
import dev.switchback.standalone.client.Http;
import dev.switchback.standalone.rehearsal.Rehearsal;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalInt;
import picocli.CommandLine.Command;

/** For the launcher script, once per build (ADR 153). */
@Command(
        name = "rehearse",
        hidden = true,
        description = "Run everything once on a stack of its own, for archives from which later starts are faster.",
        mixinStandardHelpOptions = true)
final class RehearseCommand extends Subcommand {
    /** A machine on which it lasts longer goes without: whoever waits for the command behind it must not wait for ever. */
    private static final Duration LONGEST = Duration.ofMinutes(4);

    @Override
    public Integer call() {
        Thread.ofPlatform().daemon().name("rehearsal-limit").start(RehearseCommand::endInTime);
        RunFolder folder = RunFolder.fresh();
        Logs.toFile(folder.log());
        StackSettings settings =
                new StackSettings(folder.path(), Map.of(), OptionalInt.empty(), 0, 0, 1, LauncherKind.BOTH, 2);
        try (Running running = Running.start(settings, folder, this::say);
                Http http = new Http()) {
            Stack stack = running.stack();
            new Rehearsal(
                            stack.engines().kafka(),
                            new AdminClient(http, stack.adminUrl()),
                            http,
                            stack.queryUrls().getFirst())
                    .run();
        }
        return 0;
    }

    /** The engines and processors see that their parent is gone, and end too. */
    private static void endInTime() {
        try {
            Thread.sleep(LONGEST);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        Runtime.getRuntime().halt(1);
    }
}
