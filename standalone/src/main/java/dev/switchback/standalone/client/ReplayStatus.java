package dev.switchback.standalone.client;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import tools.jackson.databind.JsonNode;

/**
 * A replay as the controller tells it.
 *
 * @param state the controller's word, in lower case
 * @param done events of the fence that are in the history store
 * @param total events below the fence
 * @param eventsPerSecond over the controller's last interval; empty while unknown
 * @param secondsLeft empty while unknown
 * @param isAutomatic whether the switch comes by itself; the controller leaves it to the user where it could not be made
 * @param gates what came of them; empty before they were tried
 * @param problem a sentence where something is wrong or waited for; else empty
 */
public record ReplayStatus(
        String id,
        int version,
        String state,
        long done,
        long total,
        OptionalDouble eventsPerSecond,
        OptionalLong secondsLeft,
        boolean isAutomatic,
        List<Gate> gates,
        String problem) {
    public ReplayStatus {
        gates = List.copyOf(gates);
    }

    /** @param result passed, failed, waiting or accepted; another one holds the version back */
    public record Gate(String name, String result, String detail) {
        boolean holdsBack() {
            return !result.equals("passed") && !result.equals("accepted");
        }
    }

    static ReplayStatus of(JsonNode replay) {
        JsonNode progress = replay.path("progress");
        double rate = progress.path("events_per_second").asDouble(0);
        return new ReplayStatus(
                replay.path("id").asString(""),
                replay.path("version").asInt(0),
                replay.path("state").asString(""),
                progress.path("events_done").asLong(0),
                progress.path("events_total").asLong(0),
                rate > 0 ? OptionalDouble.of(rate) : OptionalDouble.empty(),
                secondsUntil(progress.path("eta")),
                replay.path("switch_mode").asString("").equals("auto"),
                progress.path("gates").valueStream().map(ReplayStatus::gate).toList(),
                replay.path("failure")
                        .path("message")
                        .asString(progress.path("note").asString("")));
    }

    private static Gate gate(JsonNode gate) {
        return new Gate(
                gate.path("gate").asString(""),
                gate.path("result").asString(""),
                gate.path("detail").asString(""));
    }

    private static OptionalLong secondsUntil(JsonNode eta) {
        return eta.isString()
                ? OptionalLong.of(Math.max(
                        0,
                        Duration.between(Instant.now(), Instant.parse(eta.asString()))
                                .toSeconds()))
                : OptionalLong.empty();
    }

    /** Whether the version is built and, if it was to, answers queries; or was checked. */
    public boolean succeeded() {
        return isDone() || isReady() || isChecked();
    }

    /** Whether the version answers queries. */
    public boolean isDone() {
        return state.equals("done");
    }

    /** Whether the version is built and waits for the order to switch. */
    public boolean isReady() {
        return state.equals("ready");
    }

    /** Whether its gates keep it from being switched to. */
    public boolean isHeldBack() {
        return gates.stream().anyMatch(Gate::holdsBack);
    }

    /** Whether a check found no difference, and nothing of it is left. */
    public boolean isChecked() {
        return state.equals("checked");
    }

    /** Whether nothing more happens by itself. */
    public boolean isOver() {
        return isDone() || isChecked() || failed();
    }

    public boolean failed() {
        return state.equals("failed") || state.equals("aborted");
    }
}
