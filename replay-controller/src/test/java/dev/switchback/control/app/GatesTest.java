package dev.switchback.control.app;

import static dev.switchback.control.testing.TestWorld.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Gates before the switch, through HTTP, on real engines. Both versions hold the same here; what differs is in the standalone DiffTest. */
class GatesTest extends SharedController {
    @Test
    @DisplayName("P4, P7: a version that passes its gates switches by itself, and what they saw is kept")
    void passed() {
        register(0);
        awaitState(replay(request(1, "\"diff\":{\"max_changed_keys\":\"0%\"},\"dead_letters\":{}")), "done");
        assertEquals(
                "No version is active: there is nothing to compare with.", detail(journalled("replay_ready"), "diff"));
        register(10);
        String replay = replay(
                request(
                        2,
                        "\"diff\":{\"max_changed_keys\":\"0%\",\"views\":{\"edits_by_channel\":{\"measures\":{\"edits\":\"0.5%\"}}}},"
                                + "\"dead_letters\":{\"max_more\":0},"
                                + "\"assert\":[\"SELECT count() = 750 FROM channels -- all of them\",\"SELECT sum(edits) = 750 FROM edits_by_channel;\"]"));
        JsonNode done = awaitState(replay, "done");
        assertEquals(
                Map.of(
                        "catch_up", "passed",
                        "conservation", "passed",
                        "diff", "passed",
                        "dead_letters", "passed",
                        "assert 1", "passed",
                        "assert 2", "passed"),
                results(done));
        assertEquals(
                "edits_by_channel: 0 of 1 keys differ (0.000 %, at most 0.000 %)."
                        + " edits_by_channel: 0 of 1 keys have another edits (0.000 %, at most 0.5000 %)."
                        + " channels: 0 of 750 keys differ (0.000 %, at most 0.000 %).",
                detail(done.get("progress"), "diff"));
        assertTrue(actions().containsAll(List.of("cut_ordered", "replay_ready")));
    }

    @Test
    @DisplayName(
            "A gate that fails, or cannot be evaluated, holds the switch back until somebody takes the responsibility by name")
    void failClosed() {
        build(1, 0);
        register(10);
        String replay = replay(request(
                2,
                "\"diff\":{\"views\":{\"edits_by_channel\":{\"measures\":{\"nothing\":\"1%\"}},\"nowhere\":{\"max_changed_keys\":\"1%\"}}},"
                        + "\"assert\":[\"SELECT count() = 0 FROM channels\",\"SELECT nothing FROM nowhere\",\"DROP TABLE channels\","
                        + "\"SELECT count() > 0 FROM url('http://127.0.0.1:1/x', 'CSV', 'a String')\",\"SELECT channel = 'c' FROM channels\"],"
                        + "\"approval\":true"));
        JsonNode ready = awaitState(replay, "ready");
        Map<String, String> results = results(ready);
        assertEquals("waiting", results.get("approval"));
        for (String gate : List.of("diff", "assert 1", "assert 2", "assert 3", "assert 4", "assert 5")) {
            assertEquals("failed", results.get(gate), gate + " of " + ready);
        }
        assertTrue(detail(ready.get("progress"), "diff").contains("nothing is not in both versions"), ready.toString());
        assertTrue(detail(ready.get("progress"), "diff").contains("nowhere is not in both versions"), ready.toString());
        assertEquals("SELECT count() = 0 FROM channels gives 0.", detail(ready.get("progress"), "assert 1"));
        assertEquals("gate_failed", refused(409, admin.post(path("/switch"), "{\"version\":2,\"expected_epoch\":1}")));
        await(
                "the note to say why",
                () -> status(replay)
                        .get("progress")
                        .get("note")
                        .asString()
                        .startsWith("The switch is held back by its gates."));
        assertEquals(List.of("active", "shadow"), slots());

        String accept = path("/replays/" + replay + "/accept-gates");
        assertEquals("invalid_request", refused(400, admin.post(accept, "{\"by\":\"Ada\"}")));
        assertEquals(
                202,
                admin.post(accept, "{\"by\":\"Ada\",\"reason\":\"as announced\"}")
                        .status());
        JsonNode done = awaitState(replay, "done");
        assertEquals("accepted", results(done).get("diff"));
        assertEquals("passed", results(done).get("conservation"));
        assertTrue(detail(done.get("progress"), "approval").endsWith("Accepted by Ada: as announced"));
        assertEquals("Ada", journalled("gates_accepted").get("by").asString());
        assertEquals(List.of("standby", "active"), slots());
        assertEquals("illegal_transition", refused(409, admin.post(accept, "{\"by\":\"Ada\",\"reason\":\"late\"}")));
    }

    @Test
    @DisplayName("Gates that make no sense are refused, with the field's name")
    void refusedRequests() {
        register(0);
        Map<String, String> wrong = Map.of(
                "\"diff\":{\"max_changed_keys\":\"1\"}", "gates.diff.max_changed_keys",
                "\"diff\":{\"max_changed_keys\":\"101%\"}", "gates.diff.max_changed_keys",
                "\"diff\":{\"views\":{\"a\":{\"measures\":{\"b\":\"x\"}}}}", "gates.diff.views.a.measures.b",
                "\"assert\":\"SELECT 1\"", "gates.assert",
                "\"approval\":\"yes\"", "gates.approval",
                "\"other\":1", "gates.other");
        wrong.forEach((gates, field) -> {
            var answer = admin.post(path("/replays"), request(1, gates));
            assertEquals("invalid_request", refused(400, answer), gates);
            assertTrue(answer.json().get("detail").asString().contains(field), answer.body());
        });
        assertFalse(actions().contains("replay_requested"));
    }

    private static String request(int version, String gates) {
        return "{\"version\":" + version + ",\"switch\":\"auto\",\"catch_up\":{\"hold\":\"PT0.2S\"},\"gates\":{" + gates
                + "}}";
    }

    private static Map<String, String> results(JsonNode replay) {
        Map<String, String> results = new LinkedHashMap<>();
        replay.get("progress")
                .get("gates")
                .forEach(gate -> results.put(
                        gate.get("gate").asString(), gate.get("result").asString()));
        return results;
    }

    private static String detail(JsonNode holder, String name) {
        for (JsonNode gate : holder.get("gates")) {
            if (name.equals(gate.get("gate").asString())) {
                return gate.get("detail").asString();
            }
        }
        throw new AssertionError("no gate " + name + " in " + holder);
    }
}
