package dev.switchback.control.api;

import dev.switchback.control.command.PointerCommands;
import dev.switchback.views.VersionId;
import dev.switchback.views.pointer.Pointer;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Switch and rollback; both answer when the pointer has moved. Thread-safe. */
@Controller("/v1/pipelines/{pipeline}")
@ExecuteOn(TaskExecutors.BLOCKING)
final class SwitchController {
    private final LeaderGate gate;
    private final PointerCommands commands;

    SwitchController(LeaderGate gate, PointerCommands commands) {
        this.gate = gate;
        this.commands = commands;
    }

    @Post("/switch")
    @Consumes(MediaType.APPLICATION_JSON)
    HttpResponse<String> switchTo(
            String pipeline, @Body String json, @Nullable @Header("Switchback-Actor") String actor) {
        String name = Parameters.pipeline(pipeline);
        JsonBody body = JsonBody.parse(json);
        VersionId version = Parameters.version(name, String.valueOf(body.integer("version", 1)));
        long epoch = body.integer("expected_epoch", 0);
        body.refuseOthers();
        gate.requireLead();
        return moved(commands.switchTo(version, epoch, Parameters.actor(actor)));
    }

    /** @param json may be left out; {@code expected_epoch} may be given */
    @Post("/rollback")
    @Consumes(MediaType.ALL)
    HttpResponse<String> rollBack(
            String pipeline, @Nullable @Body String json, @Nullable @Header("Switchback-Actor") String actor) {
        String name = Parameters.pipeline(pipeline);
        OptionalLong epoch = OptionalLong.empty();
        if (json != null && !json.isBlank()) {
            JsonBody body = JsonBody.parse(json);
            epoch = body.optionalInteger("expected_epoch", 0);
            body.refuseOthers();
        }
        gate.requireLead();
        return moved(commands.rollBack(name, epoch, Parameters.actor(actor)));
    }

    private static HttpResponse<String> moved(Pointer pointer) {
        return Answers.ok(Map.of(
                "pipeline", pointer.pipeline(), "version", pointer.version().orElse(0), "epoch", pointer.epoch()));
    }
}
