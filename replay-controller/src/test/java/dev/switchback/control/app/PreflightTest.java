package dev.switchback.control.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.switchback.control.testing.TestTopic;
import dev.switchback.control.testing.TestWorld;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What is checked and estimated before a replay, asked alone and as part of one. */
class PreflightTest extends SharedController {
    @Test
    void aDryRunEstimatesFromThePipelinesOwnPast() {
        register(0);
        JsonNode first = dryRun(1);
        assertTrue(first.get("ok").asBoolean(), first.toString());
        assertEquals(750, first.at("/estimate/events").asInt());
        assertEquals(0, first.at("/estimate/basis").asInt());
        assertFalse(first.at("/estimate").has("duration"), "nothing is known, so nothing is said");
        assertEquals(500, first.at("/fence/0").asInt());
        assertEquals("pass", outcome(first, "log"));
        assertEquals("pass", outcome(first, "retention"));

        awaitState(replay(1, "auto"), "done");
        register(10);
        topic.write(1, 1_000);
        JsonNode second = dryRun(2);
        assertEquals(1_750, second.at("/estimate/events").asInt());
        assertEquals(1, second.at("/estimate/basis").asInt());
        double rate = second.at("/estimate/events_per_second").asDouble();
        assertTrue(rate > 0 && rate < 750 / 0.001, "a rate of " + rate);
        assertTrue(second.at("/estimate").has("duration"));
        assertTrue(second.at("/estimate/history_bytes").asLong() > 0, "the active version's tables");
        assertTrue(second.at("/estimate/live_bytes").asLong() > 0, "the active version's keys");
        assertEquals("pass", outcome(second, "history_space"));
        assertEquals("pass", outcome(second, "live_space"));
        // The rate rests on whole milliseconds.
        assertEquals(
                seconds("replay_replaying", "replay_catching_up"),
                750 / rate,
                0.002,
                "the time of the first replay, by the journal");

        JsonNode done = awaitState(replay(2, "auto"), "done");
        JsonNode forecast = done.get("forecast");
        assertEquals(1, forecast.get("basis").asInt());
        double estimated = Duration.parse(forecast.get("estimated").asString()).toMillis() / 1e3;
        assertEquals(1_750 / rate, estimated, 0.002);
        double took = Duration.parse(forecast.get("took").asString()).toNanos() / 1e9;
        assertEquals(
                (estimated - took) / took * 100, forecast.get("error_percent").asDouble(), 0.5);
        assertEquals(
                forecast, admin.get(path("")).json().at("/versions/1/replay/forecast"), "the status shows the same");
        JsonNode estimate = journalled("replay_provisioning").get("estimate");
        assertEquals(750, estimate.get("events").asInt());
    }

    @Test
    @DisplayName(
            "P8: a log that may lose events before the replay has read them is refused, or its loss accepted by name")
    void retentionHasToOutlastTheReplay() {
        topic.close();
        topic = TestTopic.create(pipeline + "_short", 1, Map.of("retention.ms", "600000"));
        topic.write(0, 10);
        register(0, topic.name());
        JsonNode dry = dryRun(1);
        assertFalse(dry.get("ok").asBoolean());
        assertEquals("fail", outcome(dry, "retention"));

        JsonNode failed = awaitState(replay(1, "manual"), "failed");
        assertEquals("retention_too_short", failed.at("/failure/code").asString());
        String accepted = replay("{\"version\":1,\"catch_up\":{\"hold\":\"PT0.2S\"},"
                + "\"accept_loss\":{\"by\":\"ops\",\"reason\":\"a test of ten minutes\"}}");
        awaitState(accepted, "ready");
    }

    @Test
    void whatDoesNotExistIsNamed() {
        register(0);
        assertEquals("version_not_found", refused(404, admin.get(path("/versions/7/preflight"))));
        register(0, "no_such_topic_" + pipeline);
        assertEquals("not_found", refused(404, admin.get(path("/versions/2/preflight"))));
    }

    private void register(int least, String source) {
        String manifest = TestWorld.manifest(pipeline, least).replace("topic: " + pipeline, "topic: " + source);
        assertEquals(201, admin.postYaml(path("/versions"), manifest).status());
    }

    /** Between the oldest entries of two actions. */
    private double seconds(String from, String to) {
        return Duration.between(at(from), at(to)).toNanos() / 1e9;
    }

    private Instant at(String action) {
        for (JsonNode entry : journal()) {
            if (action.equals(entry.get("action").asString())) {
                return Instant.parse(entry.get("at").asString());
            }
        }
        throw new AssertionError("no " + action);
    }

    private JsonNode dryRun(int version) {
        return admin.get(path("/versions/" + version + "/preflight")).json();
    }

    private static String outcome(JsonNode report, String check) {
        for (JsonNode each : report.get("checks")) {
            if (check.equals(each.get("name").asString())) {
                return each.get("outcome").asString();
            }
        }
        throw new AssertionError("no check " + check + " in " + report);
    }
}
