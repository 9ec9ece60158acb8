package dev.switchback.control.api;

import dev.switchback.control.command.CheckCommand;
import dev.switchback.control.command.ControlException;
import dev.switchback.control.command.ErrorCode;
import dev.switchback.control.command.Lookup;
import dev.switchback.control.command.ReplayCommands;
import dev.switchback.control.replay.CatchUpLimits;
import dev.switchback.control.replay.Gates;
import dev.switchback.control.replay.Mirrors;
import dev.switchback.control.replay.Replay;
import dev.switchback.control.replay.ReplayRequest;
import dev.switchback.control.replay.ReplayStore;
import dev.switchback.control.replay.SwitchMode;
import dev.switchback.control.replay.Throttle;
import dev.switchback.control.standby.StandbyStore;
import dev.switchback.control.standby.SwitchPolicy;
import dev.switchback.control.status.MirrorStatus;
import dev.switchback.control.status.ReplayStatus;
import dev.switchback.views.VersionId;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Put;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Replays. Thread-safe. */
@Controller("/v1/pipelines/{pipeline}/replays")
@ExecuteOn(TaskExecutors.BLOCKING)
final class ReplaysController {
    private static final int LONGEST_KEY = 200;

    private final LeaderGate gate;
    private final ReplayCommands commands;
    private final CheckCommand checks;
    private final Lookup lookup;
    private final ReplayStore store;
    private final StandbyStore standby;
    private final Mirrors mirrors;

    ReplaysController(
            LeaderGate gate,
            ReplayCommands commands,
            CheckCommand checks,
            Lookup lookup,
            ReplayStore store,
            StandbyStore standby,
            Mirrors mirrors) {
        this.gate = gate;
        this.commands = commands;
        this.checks = checks;
        this.lookup = lookup;
        this.store = store;
        this.standby = standby;
        this.mirrors = mirrors;
    }

    @Post
    @Consumes(MediaType.APPLICATION_JSON)
    HttpResponse<String> request(
            String pipeline,
            @Body String json,
            @Nullable @Header("Idempotency-Key") String key,
            @Nullable @Header("Switchback-Actor") String actor) {
        String name = Parameters.pipeline(pipeline);
        JsonBody body = JsonBody.parse(json);
        if (body.has("verify")) {
            return accepted(check(name, body, key(key), Parameters.actor(actor)));
        }
        VersionId version = Parameters.version(name, String.valueOf(body.integer("version", 1)));
        Optional<SwitchPolicy> policy = SwitchPolicies.optional(body);
        ReplayRequest request = request(body, Parameters.actor(actor));
        gate.requireLead();
        Replay replay = commands.request(version, request, key(key));
        policy.ifPresent(asked -> standby.request(version, asked, Parameters.actor(actor)));
        return accepted(replay);
    }

    /** A check takes no field that is about a switch: there is none. */
    private Replay check(String pipeline, JsonBody body, Optional<String> key, String actor) {
        body.word("verify", List.of("determinism"));
        OptionalInt version = body.optionalInteger("version", 1).stream()
                .mapToInt(number ->
                        Parameters.version(pipeline, String.valueOf(number)).number())
                .findFirst();
        ReplayRequest request = new ReplayRequest(SwitchMode.MANUAL, loss(body), limits(body), throttle(body), actor)
                .withInstances(InstancesController.count(body));
        body.refuseOthers();
        gate.requireLead();
        return checks.request(pipeline, version, request, key);
    }

    private static ReplayRequest request(JsonBody body, String actor) {
        SwitchMode mode =
                "auto".equals(body.word("switch", List.of("manual", "auto"))) ? SwitchMode.AUTO : SwitchMode.MANUAL;
        Optional<Gates> gates = body.optionalObject("gates").map(GatesReader::read);
        ReplayRequest request = new ReplayRequest(
                mode,
                loss(body),
                limits(body),
                throttle(body),
                gates,
                OptionalInt.empty(),
                InstancesController.count(body),
                actor);
        body.refuseOthers();
        return request;
    }

    private static Optional<ReplayRequest.AcceptedLoss> loss(JsonBody body) {
        return body.optionalObject("accept_loss").map(ReplaysController::acceptedLoss);
    }

    private static CatchUpLimits limits(JsonBody body) {
        return body.optionalObject("catch_up").map(ReplaysController::catchUp).orElse(CatchUpLimits.DEFAULT);
    }

    private static Throttle throttle(JsonBody body) {
        return body.optionalObject("throttle").map(Throttles::read).orElse(Throttle.NONE);
    }

    private static ReplayRequest.AcceptedLoss acceptedLoss(JsonBody body) {
        ReplayRequest.AcceptedLoss loss =
                new ReplayRequest.AcceptedLoss(body.text("by", 100), body.text("reason", 1_000));
        body.refuseOthers();
        return loss;
    }

    private static CatchUpLimits catchUp(JsonBody body) {
        CatchUpLimits standard = CatchUpLimits.DEFAULT;
        CatchUpLimits limits = new CatchUpLimits(
                body.optionalInteger("max_lag_events", 0).orElse(standard.maxLagEvents()),
                body.optionalDuration("max_lag").orElse(standard.maxLag()),
                body.optionalDuration("hold").orElse(standard.hold()));
        body.refuseOthers();
        return limits;
    }

    private static Optional<String> key(@Nullable String key) {
        if (key != null && (key.isBlank() || key.length() > LONGEST_KEY)) {
            throw new ControlException(
                    ErrorCode.INVALID_REQUEST, "Idempotency-Key has 1 to " + LONGEST_KEY + " characters.");
        }
        return Optional.ofNullable(key);
    }

    @Get
    HttpResponse<String> list(String pipeline, @Nullable @QueryValue String limit) {
        String name = Parameters.pipeline(pipeline);
        int most = (int) Parameters.optional("limit", limit, 100, 1, 1_000);
        lookup.versions(name);
        return Answers.ok(Map.of(
                "replays", store.of(name, most).stream().map(ReplayStatus::of).toList()));
    }

    @Get("/{id}")
    HttpResponse<String> find(String pipeline, String id) {
        Replay replay = lookup.replay(Parameters.pipeline(pipeline), Parameters.replay(id));
        return Answers.ok(ReplayStatus.of(replay, MirrorStatus.ordered(mirrors.of(replay.version()))));
    }

    @Post("/{id}/pause")
    @Consumes(MediaType.ALL)
    HttpResponse<String> pause(String pipeline, String id, @Nullable @Header("Switchback-Actor") String actor) {
        gate.requireLead();
        return accepted(commands.pause(Parameters.pipeline(pipeline), Parameters.replay(id), Parameters.actor(actor)));
    }

    @Post("/{id}/resume")
    @Consumes(MediaType.ALL)
    HttpResponse<String> resume(String pipeline, String id, @Nullable @Header("Switchback-Actor") String actor) {
        gate.requireLead();
        return accepted(commands.resume(Parameters.pipeline(pipeline), Parameters.replay(id), Parameters.actor(actor)));
    }

    @Post("/{id}/abort")
    @Consumes(MediaType.ALL)
    HttpResponse<String> abort(String pipeline, String id, @Nullable @Header("Switchback-Actor") String actor) {
        gate.requireLead();
        return accepted(commands.abort(Parameters.pipeline(pipeline), Parameters.replay(id), Parameters.actor(actor)));
    }

    @Post("/{id}/accept-gates")
    @Consumes(MediaType.APPLICATION_JSON)
    HttpResponse<String> accept(
            String pipeline, String id, @Body String json, @Nullable @Header("Switchback-Actor") String actor) {
        JsonBody body = JsonBody.parse(json);
        String by = body.text("by", 100);
        String reason = body.text("reason", 1_000);
        body.refuseOthers();
        gate.requireLead();
        return accepted(commands.accept(
                Parameters.pipeline(pipeline), Parameters.replay(id), by, reason, Parameters.actor(actor)));
    }

    @Put("/{id}/throttle")
    @Consumes(MediaType.APPLICATION_JSON)
    HttpResponse<String> throttle(
            String pipeline, String id, @Body String json, @Nullable @Header("Switchback-Actor") String actor) {
        Throttle throttle = Throttles.read(JsonBody.parse(json));
        gate.requireLead();
        return accepted(commands.throttle(
                Parameters.pipeline(pipeline), Parameters.replay(id), throttle, Parameters.actor(actor)));
    }

    private static HttpResponse<String> accepted(Replay replay) {
        return Answers.json(HttpStatus.ACCEPTED, ReplayStatus.of(replay))
                .header("Location", "/v1/pipelines/" + replay.version().pipeline() + "/replays/" + replay.id());
    }
}
