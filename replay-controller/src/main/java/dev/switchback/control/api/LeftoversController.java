package dev.switchback.control.api;

import dev.switchback.control.leftover.Leftover;
import dev.switchback.control.leftover.Leftovers;
import dev.switchback.control.upkeep.Upkeep;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** What no version owns any more. Thread-safe. */
@Controller("/v1/leftovers")
@ExecuteOn(TaskExecutors.BLOCKING)
final class LeftoversController {
    private final LeaderGate gate;
    private final Leftovers leftovers;
    private final Upkeep upkeep;

    LeftoversController(LeaderGate gate, Leftovers leftovers, Upkeep upkeep) {
        this.gate = gate;
        this.leftovers = leftovers;
        this.upkeep = upkeep;
    }

    @Get
    HttpResponse<String> list() {
        return Answers.ok(Map.of("leftovers", answers(leftovers.find())));
    }

    /** Removes all of them; {@code reason} goes into the journal. */
    @Post("/removal")
    @Consumes(MediaType.APPLICATION_JSON)
    HttpResponse<String> remove(@Body String json, @Nullable @Header("Switchback-Actor") String actor) {
        JsonBody body = JsonBody.parse(json);
        String reason = body.text("reason", 1_000);
        body.refuseOthers();
        String by = Parameters.actor(actor);
        gate.requireLead();
        Leftovers.Outcome outcome = upkeep.inTurn(() -> leftovers.remove(by, reason));
        return Answers.ok(Map.of("removed", answers(outcome.removed()), "in_use", answers(outcome.inUse())));
    }

    private static List<LeftoverAnswer> answers(List<Leftover> leftovers) {
        return leftovers.stream().map(LeftoverAnswer::of).toList();
    }

    /** @param version absent where the thing belongs to the whole pipeline, or to none */
    record LeftoverAnswer(Leftover.Kind kind, String pipeline, OptionalInt version, String name, long count) {
        static LeftoverAnswer of(Leftover leftover) {
            return new LeftoverAnswer(
                    leftover.kind(),
                    leftover.owner().map(Leftover.Owner::pipeline).orElse(""),
                    leftover.owner().stream()
                            .mapToInt(Leftover.Owner::version)
                            .filter(version -> version > 0)
                            .findFirst(),
                    leftover.name(),
                    leftover.count());
        }
    }
}
