package dev.switchback.control.api;

import dev.switchback.control.command.Lookup;
import dev.switchback.control.command.PointerCommands;
import dev.switchback.control.standby.StandbyStore;
import dev.switchback.control.standby.SwitchPolicy;
import dev.switchback.views.VersionId;
import dev.switchback.views.pointer.Pointer;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Put;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Switch and rollback; both answer when the pointer has moved. Thread-safe. */
@Controller("/v1/pipelines/{pipeline}")
@ExecuteOn(TaskExecutors.BLOCKING)
final class SwitchController {
    private final LeaderGate gate;
    private final PointerCommands commands;
    private final StandbyStore standby;
    private final Lookup lookup;

    SwitchController(LeaderGate gate, PointerCommands commands, StandbyStore standby, Lookup lookup) {
        this.gate = gate;
        this.commands = commands;
        this.standby = standby;
        this.lookup = lookup;
    }

    @Post("/switch")
    @Consumes(MediaType.APPLICATION_JSON)
    HttpResponse<String> switchTo(
            String pipeline, @Body String json, @Nullable @Header("Switchback-Actor") String actor) {
        String name = Parameters.pipeline(pipeline);
        JsonBody body = JsonBody.parse(json);
        VersionId version = Parameters.version(name, String.valueOf(body.integer("version", 1)));
        long epoch = body.integer("expected_epoch", 0);
        Optional<SwitchPolicy> policy = SwitchPolicies.optional(body);
        body.refuseOthers();
        gate.requireLead();
        policy.ifPresent(asked -> standby.request(lookup.version(version).id(), asked, Parameters.actor(actor)));
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

    /** What is to be done after the next switch to the version. */
    @Put("/versions/{number}/switch-policy")
    @Consumes(MediaType.APPLICATION_JSON)
    HttpResponse<String> policy(
            String pipeline, String number, @Body String json, @Nullable @Header("Switchback-Actor") String actor) {
        VersionId version = lookup.version(Parameters.version(pipeline, number)).id();
        JsonBody body = JsonBody.parse(json);
        SwitchPolicy policy = SwitchPolicies.optional(body).orElse(SwitchPolicy.DEFAULT);
        body.refuseOthers();
        gate.requireLead();
        standby.request(version, policy, Parameters.actor(actor));
        return Answers.ok(policy);
    }

    private static HttpResponse<String> moved(Pointer pointer) {
        return Answers.ok(Map.of(
                "pipeline", pointer.pipeline(), "version", pointer.version().orElse(0), "epoch", pointer.epoch()));
    }
}
