package dev.switchback.control.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.switchback.control.testing.AdminClient;
import dev.switchback.control.testing.TestWorld;
import dev.switchback.views.VersionId;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** How many instances of a version are ordered, from the request over HTTP to the launcher. */
class InstancesTest extends SharedController {
    @Test
    void aReplayAsksForInstancesUntilItIsOver() {
        register(0);
        String replay =
                replay("{\"version\":1,\"switch\":\"manual\",\"instances\":3,\"catch_up\":{\"hold\":\"PT0.2S\"}}");
        JsonNode ready = awaitState(replay, "ready");
        assertEquals(3, ready.path("instances").asInt());
        assertEquals(3, journalled("replay_requested").path("instances").asInt());
        awaitWanted(3);
        assertEquals(3, status().path("instances").asInt());

        assertEquals(
                200,
                admin.post(path("/switch"), "{\"version\":1,\"expected_epoch\":0}")
                        .status());
        awaitState(replay, "done");
        awaitWanted(1);
        assertEquals(1, status().path("instances").asInt());
    }

    @Test
    void anOrderCountsBeforeTheReplaysAndIsWithdrawn() {
        register(0);
        assertEquals(
                "version_not_ready",
                refused(409, admin.put(path("/versions/1/instances"), "{\"instances\":2}")),
                "nothing runs yet");
        String replay =
                replay("{\"version\":1,\"switch\":\"auto\",\"instances\":3,\"catch_up\":{\"hold\":\"PT0.2S\"}}");
        awaitState(replay, "done");

        AdminClient.Answer scaled = admin.put(path("/versions/1/instances"), "{\"instances\":4}");
        assertEquals(202, scaled.status(), scaled.body());
        assertEquals(4, scaled.json().path("instances").asInt());
        awaitWanted(4);
        assertEquals(4, journalled("instances_ordered").path("instances").asInt());

        AdminClient.Answer withdrawn = admin.delete(path("/versions/1/instances"));
        assertEquals(202, withdrawn.status(), withdrawn.body());
        assertEquals(1, withdrawn.json().path("instances").asInt());
        awaitWanted(1);
    }

    @Test
    void badNumbersAreNamed() {
        build(1, 0);
        for (String body : List.of(
                "{}",
                "{\"instances\":0}",
                "{\"instances\":-1}",
                "{\"instances\":501}",
                "{\"instances\":\"many\"}",
                "{\"instances\":2,\"threads\":3}")) {
            AdminClient.Answer answer = admin.put(path("/versions/1/instances"), body);
            assertEquals("invalid_request", refused(400, answer), body);
            assertFalse(answer.body().contains("Exception"), answer.body());
        }
        assertEquals("version_not_found", refused(404, admin.put(path("/versions/7/instances"), "{\"instances\":2}")));
    }

    private JsonNode status() {
        return admin.get(path("")).json().at("/versions/0");
    }

    private void awaitWanted(int instances) {
        TestWorld.await(
                instances + " instances to be ordered of the launcher",
                () -> processors.wanted(new VersionId(pipeline, 1)) == instances);
    }
}
