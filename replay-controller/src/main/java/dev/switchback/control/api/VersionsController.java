package dev.switchback.control.api;

import dev.switchback.control.command.Changes;
import dev.switchback.control.command.Lookup;
import dev.switchback.control.command.Registrations;
import dev.switchback.control.command.RetireCommand;
import dev.switchback.control.status.StatusReader;
import dev.switchback.views.VersionId;
import dev.switchback.views.catalog.RegisteredVersion;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Pipelines and their versions. Thread-safe. */
@Controller("/v1/pipelines")
@ExecuteOn(TaskExecutors.BLOCKING)
final class VersionsController {
    private final LeaderGate gate;
    private final Registrations registrations;
    private final RetireCommand retire;
    private final StatusReader status;
    private final Lookup lookup;

    VersionsController(
            LeaderGate gate, Registrations registrations, RetireCommand retire, StatusReader status, Lookup lookup) {
        this.gate = gate;
        this.registrations = registrations;
        this.retire = retire;
        this.status = status;
        this.lookup = lookup;
    }

    @Get
    HttpResponse<String> pipelines() {
        return Answers.ok(Map.of("pipelines", status.all()));
    }

    @Get("/{pipeline}")
    HttpResponse<String> pipeline(String pipeline) {
        return Answers.ok(status.audited(Parameters.pipeline(pipeline)));
    }

    @Post("/{pipeline}/versions")
    @Consumes(MediaType.ALL)
    HttpResponse<String> register(
            String pipeline, @Nullable @Body String manifest, @Nullable @Header("Switchback-Actor") String actor) {
        String name = Parameters.pipeline(pipeline);
        gate.requireLead();
        String yaml = manifest == null ? "" : manifest;
        Registrations.Registered registered = registrations.register(name, yaml, Parameters.actor(actor));
        RegisteredVersion version = registered.version();
        return Answers.json(
                        registered.created() ? HttpStatus.CREATED : HttpStatus.OK,
                        new RegisteredAnswer(
                                name,
                                version.id().number(),
                                version.fingerprint(),
                                version.slot().word(),
                                registered.created(),
                                registered.changes()))
                .header(
                        "Location",
                        "/v1/pipelines/" + name + "/versions/" + version.id().number());
    }

    @Get("/{pipeline}/versions/{number}")
    HttpResponse<String> version(String pipeline, String number) {
        RegisteredVersion version = lookup.version(Parameters.version(pipeline, number));
        return Answers.ok(new VersionAnswer(
                version.id().pipeline(),
                version.id().number(),
                version.slot().word(),
                version.fingerprint(),
                version.registeredAt(),
                version.manifest()));
    }

    @Delete("/{pipeline}/versions/{number}")
    HttpResponse<String> retire(String pipeline, String number, @Nullable @Header("Switchback-Actor") String actor) {
        VersionId version = Parameters.version(pipeline, number);
        gate.requireLead();
        retire.retire(version, Parameters.actor(actor));
        return Answers.json(HttpStatus.ACCEPTED, Map.of("pipeline", version.pipeline(), "version", version.number()));
    }

    record RegisteredAnswer(
            String pipeline,
            int version,
            String fingerprint,
            String slot,
            boolean created,
            Optional<Changes> changes) {}

    record VersionAnswer(
            String pipeline, int version, String slot, String fingerprint, Instant registeredAt, String manifest) {}
}
