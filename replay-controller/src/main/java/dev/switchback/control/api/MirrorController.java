package dev.switchback.control.api;

import dev.switchback.control.command.ControlException;
import dev.switchback.control.command.ErrorCode;
import dev.switchback.control.command.Lookup;
import dev.switchback.control.replay.Mirrors;
import dev.switchback.control.replay.Replay;
import dev.switchback.control.status.MirrorStatus;
import dev.switchback.views.Slot;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.Put;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import org.jspecify.annotations.Nullable;

/** Mirrored reads of a replay's version. Thread-safe. */
@Controller("/v1/pipelines/{pipeline}/replays/{id}/mirror")
@ExecuteOn(TaskExecutors.BLOCKING)
final class MirrorController {
    private final LeaderGate gate;
    private final Lookup lookup;
    private final Mirrors mirrors;

    MirrorController(LeaderGate gate, Lookup lookup, Mirrors mirrors) {
        this.gate = gate;
        this.lookup = lookup;
        this.mirrors = mirrors;
    }

    @Put
    @Consumes(MediaType.APPLICATION_JSON)
    HttpResponse<String> order(
            String pipeline, String id, @Body String json, @Nullable @Header("Switchback-Actor") String actor) {
        JsonBody body = JsonBody.parse(json);
        double share = body.number("share", 0, 1);
        body.refuseOthers();
        gate.requireLead();
        Replay replay = replay(pipeline, id);
        Slot slot = lookup.version(replay.version()).slot();
        if (share > 0 && slot != Slot.SHADOW) {
            throw new ControlException(
                    ErrorCode.VERSION_NOT_READY,
                    "The version " + replay.version().number() + " is " + slot.word()
                            + "; only a shadow is asked beside the active version.");
        }
        mirrors.order(replay, share, Parameters.actor(actor));
        return answer(replay);
    }

    @Get
    HttpResponse<String> find(String pipeline, String id) {
        return answer(replay(pipeline, id));
    }

    private Replay replay(String pipeline, String id) {
        return lookup.replay(Parameters.pipeline(pipeline), Parameters.replay(id));
    }

    private HttpResponse<String> answer(Replay replay) {
        return Answers.ok(MirrorStatus.of(mirrors.of(replay.version())));
    }
}
