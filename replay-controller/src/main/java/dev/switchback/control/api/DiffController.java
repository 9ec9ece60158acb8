package dev.switchback.control.api;

import dev.switchback.control.command.ControlException;
import dev.switchback.control.command.DiffCommand;
import dev.switchback.control.command.ErrorCode;
import dev.switchback.views.VersionId;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What changes from one version to another. Thread-safe. */
@Controller("/v1/pipelines/{pipeline}/diff")
@ExecuteOn(TaskExecutors.BLOCKING)
final class DiffController {
    private static final int DEFAULT_TOP = 5;
    private static final int LARGEST_TOP = 100;
    private static final int DEFAULT_WAIT = 20;
    private static final int LONGEST_WAIT = 300;

    private final LeaderGate gate;
    private final DiffCommand command;

    DiffController(LeaderGate gate, DiffCommand command) {
        this.gate = gate;
        this.command = command;
    }

    /**
     * Compares at a cut.
     *
     * @param top how many of the largest changes are named
     * @param wait seconds, for both versions to reach the cut
     */
    @Get
    HttpResponse<String> compare(
            String pipeline,
            @Nullable @QueryValue String from,
            @Nullable @QueryValue String to,
            @Nullable @QueryValue String view,
            @Nullable @QueryValue String top,
            @Nullable @QueryValue String wait,
            @Nullable @Header("Switchback-Actor") String actor) {
        VersionId before = version(pipeline, "from", from);
        VersionId after = version(pipeline, "to", to);
        int most = (int) Parameters.optional("top", top, DEFAULT_TOP, 1, LARGEST_TOP);
        long seconds = Parameters.optional("wait", wait, DEFAULT_WAIT, 1, LONGEST_WAIT);
        gate.requireLead();
        return Answers.ok(command.compare(
                before, after, Optional.ofNullable(view), most, Duration.ofSeconds(seconds), Parameters.actor(actor)));
    }

    private static VersionId version(String pipeline, String name, @Nullable String number) {
        if (number == null) {
            throw new ControlException(
                    ErrorCode.INVALID_REQUEST, name + " is missing; name two versions, as in diff?from=1&to=2.");
        }
        return Parameters.version(pipeline, number);
    }
}
