package dev.switchback.standalone.app;

import dev.switchback.standalone.UserException;
import dev.switchback.standalone.client.AdminClient;
import dev.switchback.standalone.client.Http;
import dev.switchback.standalone.demo.Demo;
import dev.switchback.standalone.demo.DemoReport;
import dev.switchback.standalone.demo.DemoScreen;
import dev.switchback.standalone.terminal.ReplayProgress;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "demo",
        description =
                "See it all on real events: a version answers, its successor is built beside it, every query moves to it.",
        mixinStandardHelpOptions = true)
final class DemoCommand extends Subcommand {
    private static final int QUERY_SERVERS = 2;

    @Option(names = "--once", description = "End when it is over, with status 0 only if everything held.")
    private boolean once;

    @Option(names = "--report", paramLabel = "FILE", description = "Write what was found as JSON.")
    private @Nullable Path report;

    @Override
    public Integer call() throws InterruptedException {
        long started = System.nanoTime();
        Configuration configuration = root().configuration();
        RunFolder folder = RunFolder.fresh();
        Logs.toFile(folder.log());
        Ports ports = Ports.forDemo(configuration, QUERY_SERVERS);
        StackSettings settings = new StackSettings(
                folder.path(),
                configuration.external(),
                configuration.registry(),
                configuration.kafkaPort(),
                ports.admin(),
                ports.firstQuery(),
                QUERY_SERVERS,
                configuration.launcher(),
                Runtime.getRuntime().availableProcessors(),
                configuration.kafkaProperties(),
                configuration.instances(),
                configuration.spare());
        try (Running running = Running.start(settings, folder, this::say);
                Http http = new Http()) {
            DemoReport found = run(running.stack(), http);
            write(found);
            say(String.format(
                    "%s (%.0f s)",
                    found.ok() ? "Everything held." : "Not everything held: see the lines marked with ✘.",
                    (System.nanoTime() - started) / 1e9));
            if (!once) {
                invite(running.stack());
                new CountDownLatch(1).await();
            }
            return found.ok() ? 0 : 1;
        }
    }

    private DemoReport run(Stack stack, Http http) {
        try (ReplayProgress progress = new ReplayProgress(out(), ReplayProgress.onTerminal())) {
            Demo demo = new Demo(
                    stack.engines().kafkaAddress(),
                    stack.queryUrls(),
                    http,
                    new AdminClient(http, stack.adminUrl()),
                    Thread.ofPlatform().name("later-edits").daemon().factory(),
                    new DemoScreen(out(), progress::show),
                    Demo.Pace.PROMISED);
            return demo.run();
        }
    }

    private void write(DemoReport found) {
        if (report != null) {
            try {
                found.writeTo(report);
            } catch (IOException e) {
                throw new UserException("The report cannot be written to " + report + ": " + e.getMessage() + ".", e);
            }
        }
    }

    private void invite(Stack stack) {
        URI query = stack.queryUrls().getFirst();
        say("");
        say("It stays up until Ctrl-C. Try:");
        say("  " + query + "/v1/wikipedia/channels?order_by=-added&limit=5");
        say("  " + query + "/v1/wikipedia/hourly?from=2015-09-12T00:00:00Z&to=2015-09-13T00:00:00Z&step=PT6H");
        say("  " + query + "/v1/wikipedia/channels_by_minute/top?by=edits&windows=120&n=5");
        say("  " + query + "/v1/wikipedia/hourly?version=1");
        say("  " + stack.adminUrl() + "/v1/pipelines/wikipedia");
        say("  " + stack.adminUrl() + "/v1/pipelines/wikipedia/journal");
    }
}
