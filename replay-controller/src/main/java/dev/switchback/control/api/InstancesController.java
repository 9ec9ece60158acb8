package dev.switchback.control.api;

import dev.switchback.control.command.ControlException;
import dev.switchback.control.command.ErrorCode;
import dev.switchback.control.command.Lookup;
import dev.switchback.control.launch.InstanceOrders;
import dev.switchback.control.launch.Instances;
import dev.switchback.control.loop.Wakeup;
import dev.switchback.control.replay.ReplayStore;
import dev.switchback.views.VersionId;
import dev.switchback.views.catalog.RegisteredVersion;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.Put;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** How many instances of a version's processor run. Thread-safe. */
@Controller("/v1/pipelines/{pipeline}/versions/{number}/instances")
@ExecuteOn(TaskExecutors.BLOCKING)
final class InstancesController {
    private final LeaderGate gate;
    private final Lookup lookup;
    private final InstanceOrders orders;
    private final Instances instances;
    private final ReplayStore replays;
    private final Wakeup wakeup;

    InstancesController(
            LeaderGate gate,
            Lookup lookup,
            InstanceOrders orders,
            Instances instances,
            ReplayStore replays,
            Wakeup wakeup) {
        this.gate = gate;
        this.lookup = lookup;
        this.orders = orders;
        this.instances = instances;
        this.replays = replays;
        this.wakeup = wakeup;
    }

    @Put
    @Consumes(MediaType.APPLICATION_JSON)
    HttpResponse<String> scale(
            String pipeline, String number, @Body String json, @Nullable @Header("Switchback-Actor") String actor) {
        JsonBody body = JsonBody.parse(json);
        int wanted = count(body).orElseThrow(InstancesController::missing);
        body.refuseOthers();
        return order(pipeline, number, OptionalInt.of(wanted), Parameters.actor(actor));
    }

    /** Withdraws the order: the replay's request or the default counts again. */
    @Delete
    @Consumes(MediaType.ALL)
    HttpResponse<String> withdraw(String pipeline, String number, @Nullable @Header("Switchback-Actor") String actor) {
        return order(pipeline, number, OptionalInt.empty(), Parameters.actor(actor));
    }

    /** The field {@code instances} of a request. */
    static OptionalInt count(JsonBody body) {
        return body.optionalInteger("instances", 1).stream()
                .mapToInt(InstancesController::bounded)
                .findFirst();
    }

    private static int bounded(long count) {
        if (count > Instances.MOST) {
            throw new ControlException(
                    ErrorCode.INVALID_REQUEST,
                    "The field instances has to be an integer from 1 to " + Instances.MOST + ", not " + count + ".");
        }
        return (int) count;
    }

    private static ControlException missing() {
        return new ControlException(ErrorCode.INVALID_REQUEST, "The field instances is missing.");
    }

    private HttpResponse<String> order(String pipeline, String number, OptionalInt wanted, String actor) {
        VersionId version = Parameters.version(pipeline, number);
        gate.requireLead();
        requireRunnable(lookup.version(version));
        orders.order(version, wanted, actor);
        wakeup.call();
        return Answers.json(
                HttpStatus.ACCEPTED,
                Map.of(
                        "pipeline",
                        version.pipeline(),
                        "version",
                        version.number(),
                        "instances",
                        instances.of(version, replays.newest(version))));
    }

    private static void requireRunnable(RegisteredVersion version) {
        switch (version.slot()) {
            case SHADOW, ACTIVE, STANDBY -> {}
            case REGISTERED ->
                throw new ControlException(
                        ErrorCode.VERSION_NOT_READY,
                        "The version " + version.id().number()
                                + " has no processor yet; give the replay that builds it the field instances.");
            case RETIRED, UNKNOWN ->
                throw new ControlException(
                        ErrorCode.VERSION_RETIRED, "The version " + version.id().number() + " is retired.");
        }
    }
}
