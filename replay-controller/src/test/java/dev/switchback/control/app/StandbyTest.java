package dev.switchback.control.app;

import static dev.switchback.control.testing.TestWorld.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.switchback.control.testing.AdminClient;
import dev.switchback.control.testing.LeasedReader;
import dev.switchback.control.testing.Leftovers;
import dev.switchback.views.VersionId;
import dev.switchback.views.reader.EpochFigures;
import dev.switchback.views.reader.LatencySteps;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class StandbyTest extends SharedController {
    @Test
    @DisplayName("P6: the old version stays until its deadline, which the status shows, and is then retired by itself")
    void standbyEnds() {
        build(1, 0);
        build(2, 10);
        await("the standby to begin", () -> version(1).has("standby_until"));
        Duration left = Duration.between(
                Instant.now(), Instant.parse(version(1).get("standby_until").asString()));
        assertTrue(left.toHours() == 23, left.toString());
        assertFalse(version(1).get("standby_until").asString().contains("."), "whole seconds");

        register(20);
        awaitState(
                replay("{\"version\":3,\"switch\":\"auto\",\"catch_up\":{\"hold\":\"PT0.2S\"},\"standby\":\"PT0S\"}"),
                "done");
        await("the version to be retired", () -> actions().contains("retire_done"));
        assertEquals(List.of("standby", "retired", "active"), slots(), "the older one keeps its own deadline");
        assertEquals(List.of(), Leftovers.of(engines, new VersionId(pipeline, 2)));
        assertEquals("standby_ended", journalled("retire_running").get("reason").asString());
        assertEquals("controller", entry("retire_running").get("actor").asString());
    }

    @Test
    @DisplayName(
            "P6: a version that crosses a limit is left by itself; its way back stays for as long as it is watched")
    void watchRollsBack() {
        build(1, 0);
        register(10);
        String replay = replay(2, "manual");
        awaitState(replay, "ready");
        try (LeasedReader reader = new LeasedReader(engines)) {
            AdminClient.Answer switched = admin.post(
                    path("/switch"),
                    "{\"version\":2,\"expected_epoch\":1,\"standby\":\"PT0S\",\"watch\":{\"max_error_rate\":\"1%\"}}");
            assertEquals(200, switched.status(), switched.body());
            // Two looks after one another; the standby was over at the first.
            for (long answered = 100; answered < 103; answered++) {
                reader.answers(figures(2, answered, 1));
                String seen = answered + " queries on 1 servers, 1 failed";
                await(seen, () -> watch().path("seen").asString("").contains(seen));
            }
            assertEquals("watching", watch().get("state").asString());
            assertEquals(1, watch().get("way_back").asInt());
            assertEquals(List.of("standby", "active"), slots());

            reader.answers(figures(2, 100, 50));
            await("the pointer to go back", () -> actions().contains("rollback_done"));
            assertEquals(List.of("active", "standby"), slots());
            assertEquals(3, admin.get(path("")).json().get("epoch").asInt());
            String seen = journalled("watch_rolling_back").get("seen").asString();
            assertTrue(seen.contains("50.00 % of the queries fail, more than 1.00 %"), seen);
            assertEquals(
                    0.01,
                    journalled("watch_rolling_back")
                            .get("limits")
                            .get("max_error_rate")
                            .asDouble());
            assertEquals("watch", journalled("rollback_running").get("reason").asString());

            // What was seen of one epoch is not held against another, and the way back has no watch of its own.
            await("the new epoch to be followed", () -> version(2).has("standby_until"));
            assertTrue(watch().isMissingNode());
        }
        assertEquals(200, admin.post(path("/rollback")).status());
        assertEquals(List.of("standby", "active"), slots());
    }

    @Test
    void watchesAreRefusedWithTheirReason() {
        build(1, 0);
        for (String watch : List.of(
                "{}",
                "{\"max_error_rate\":2}",
                "{\"max_error_rate\":\"1\"}",
                "{\"period\":\"PT0S\",\"max_lag\":\"PT1S\"}")) {
            assertEquals(
                    "invalid_request",
                    refused(400, admin.put(path("/versions/1/switch-policy"), "{\"watch\":" + watch + "}")));
        }
        assertEquals(
                200,
                admin.put(path("/versions/1/switch-policy"), "{\"standby\":\"PT1H\"}")
                        .status());
        assertEquals("PT1H", journalled("switch_policy_set").get("standby").asString());
    }

    private EpochFigures figures(long epoch, long answered, long failed) {
        List<Long> latencies = new ArrayList<>(Collections.nCopies(LatencySteps.COUNT, 0L));
        latencies.set(10, answered);
        return new EpochFigures(pipeline, epoch, answered, failed, latencies);
    }

    private JsonNode version(int number) {
        return admin.get(path("")).json().get("versions").get(number - 1);
    }

    private JsonNode watch() {
        return admin.get(path("")).json().path("watch");
    }

    private JsonNode entry(String action) {
        for (JsonNode entry : journal()) {
            if (action.equals(entry.get("action").asString())) {
                return entry;
            }
        }
        throw new AssertionError("the journal has no " + action);
    }
}
