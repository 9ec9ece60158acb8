package dev.switchback.standalone.app;

import dev.switchback.standalone.client.AdminClient;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which pipeline a command is about. */
final class PipelineOption {
    @Option(
            names = "--pipeline",
            paramLabel = "NAME",
            description = "The pipeline; may be left out where there is one only.")
    private @Nullable String named;

    /**
     * The pipeline that was named, or the only one there is.
     *
     * @throws dev.switchback.standalone.UserException if none was named and there is none, or more than one
     */
    String choose(AdminClient admin) {
        return Pipelines.choose(admin, named);
    }
}
