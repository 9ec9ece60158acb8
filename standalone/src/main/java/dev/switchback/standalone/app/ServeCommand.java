package dev.switchback.standalone.app;

import dev.switchback.control.app.ControllerMain;
import dev.switchback.processor.app.ProcessorMain;
import dev.switchback.query.app.QueryApiMain;
import dev.switchback.standalone.UserException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "serve",
        description = "Run one service in a process of its own, against the engines that the environment names.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "SERVICE")
final class ServeCommand extends Subcommand {
    @Override
    public Integer call() {
        throw new UserException(
                "Say which service: serve query-api, serve replay-controller or serve processor PIPELINE VERSION.");
    }

    @Command(
            name = "query-api",
            description = "Answer queries on SWITCHBACK_QUERY_HOST and SWITCHBACK_QUERY_PORT.",
            mixinStandardHelpOptions = true)
    int queryApi() throws InterruptedException {
        begin("dev.switchback.query.app.QueryApiMain", "query-api");
        QueryApiMain.main(new String[0]);
        return 0;
    }

    @Command(
            name = "replay-controller",
            description =
                    "Run the controller and its admin API on SWITCHBACK_ADMIN_HOST and SWITCHBACK_ADMIN_PORT;"
                            + " processors are started by others ('serve processor'), or by it with SWITCHBACK_LAUNCHER=kubernetes.",
            mixinStandardHelpOptions = true)
    int replayController() throws InterruptedException {
        begin("dev.switchback.control.app.ControllerMain", "replay-controller");
        ControllerMain.main(new String[0]);
        return 0;
    }

    @Command(
            name = "processor",
            description =
                    "Run the processor of one version; SWITCHBACK_THREADS, SWITCHBACK_INSTANCE and SWITCHBACK_STATE may say how.",
            mixinStandardHelpOptions = true)
    int processor(
            @Parameters(paramLabel = "PIPELINE") String pipeline, @Parameters(paramLabel = "VERSION") String version) {
        begin("dev.switchback.processor.app.ProcessorMain", "processor");
        ProcessorMain.main(new String[] {pipeline, version});
        return 0;
    }

    /** The services read their own variables; an unknown one is refused here. */
    private void begin(String mainClass, String service) {
        ServiceMain.require(mainClass, "the " + service, service);
        root().configuration();
        Logs.toOutput();
    }
}
