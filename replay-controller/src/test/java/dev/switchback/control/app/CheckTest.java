package dev.switchback.control.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.switchback.control.testing.Leftovers;
import dev.switchback.control.testing.TestWorld;
import dev.switchback.views.VersionId;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Checks of determinism, through HTTP; what real logic does is in the standalone SelfCheckTest. */
class CheckTest extends SharedController {
    private static final String CHECK =
            "{\"verify\":\"determinism\",\"catch_up\":{\"hold\":\"PT0.2S\"},\"throttle\":{\"events_per_second\":0}}";
    private static final String AT_ONCE = CHECK.replace(",\"throttle\":{\"events_per_second\":0}", "");

    @Test
    @DisplayName(
            "P7, P9: a check that finds no difference says so and leaves nothing; it cannot be switched to meanwhile")
    void deterministic() {
        build(1, 0);
        String check = replay(CHECK);
        awaitState(check, "replaying");
        assertEquals(1, status(check).get("checks").asInt());
        assertEquals(2, status(check).get("version").asInt());
        assertEquals(List.of("active", "shadow"), slots());
        assertEquals("check_only", refused(409, admin.post(path("/switch"), "{\"version\":2,\"expected_epoch\":1}")));
        assertEquals("check_only", refused(409, admin.post(path("/replays"), "{\"version\":2}")));
        assertEquals(
                "check_only",
                refused(409, admin.post(path("/replays"), AT_ONCE.replace("{\"v", "{\"version\":2,\"v"))));
        assertEquals("replay_running", refused(409, admin.post(path("/replays"), AT_ONCE)));
        assertEquals("replay_running", refused(409, admin.delete(path("/versions/2"))));
        assertEquals(
                200,
                admin.postYaml(path("/versions"), TestWorld.manifest(pipeline, 0))
                        .status(),
                "the manifest is still version 1");
        assertEquals(
                202, admin.put(path("/replays/" + check + "/throttle"), "{}").status());

        JsonNode checked = awaitState(check, "checked");
        assertEquals("deterministic", checked.get("outcome").asString());
        assertTrue(checked.at("/verdict/deterministic").asBoolean(), checked.toString());
        assertEquals(500, checked.at("/verdict/fence/0").asInt());
        assertEquals(
                Map.of("edits_by_channel", 1L, "channels", 750L),
                checked.at("/verdict/views")
                        .valueStream()
                        .collect(Collectors.toMap(
                                view -> view.get("view").asString(),
                                view -> view.get("keys").asLong())));
        assertEquals(List.of("active", "retired"), slots());
        assertEquals(List.of(), Leftovers.of(engines, new VersionId(pipeline, 2)));
        assertEquals(1, admin.get(path("")).json().get("epoch").asInt());
        assertTrue(actions().containsAll(List.of("cut_ordered", "replay_clearing", "replay_checked")));
        assertEquals(1, Collections.frequency(actions(), "replay_ready"), "that of version 1");
        assertEquals("illegal_transition", refused(409, admin.post(path("/replays/" + check + "/abort"))));
    }

    @Test
    @DisplayName(
            "P7: a check that finds differences fails with the keys, and leaves nothing either; the next one starts afresh")
    void different() {
        processors.writeNumbers(true);
        build(1, 0);
        String check = replay(AT_ONCE);
        JsonNode failed = awaitState(check, "failed");
        assertEquals("not_deterministic", failed.at("/failure/code").asString());
        assertEquals("not_deterministic", failed.get("outcome").asString());
        JsonNode view = failed.at("/verdict/views/0");
        assertEquals(2, view.get("different").asInt(), failed.toString());
        assertEquals(
                List.of("c1", "c2"),
                view.get("examples")
                        .valueStream()
                        .map(example -> example.at("/key/channel").asString())
                        .toList());
        assertTrue(
                failed.at("/failure/message").asString().contains("edits_by_channel: 2 of 2 keys differ"),
                failed.toString());
        assertEquals(List.of("active", "retired"), slots());
        assertEquals(List.of(), Leftovers.of(engines, new VersionId(pipeline, 2)));

        processors.writeNumbers(false);
        String aborted = replay(CHECK);
        awaitState(aborted, "replaying");
        assertEquals(202, admin.post(path("/replays/" + aborted + "/abort")).status());
        awaitState(aborted, "aborted");
        assertEquals(List.of("active", "retired", "retired"), slots());
        assertEquals(List.of(), Leftovers.of(engines, new VersionId(pipeline, 3)));
    }

    @Test
    @DisplayName("A check of what is not built, and one that asks for a switch, are refused")
    void refusals() {
        register(0);
        assertEquals("version_not_ready", refused(409, admin.post(path("/replays"), AT_ONCE)));
        assertEquals(
                "version_not_ready",
                refused(409, admin.post(path("/replays"), "{\"verify\":\"determinism\",\"version\":1}")));
        assertEquals(
                "version_not_found",
                refused(404, admin.post(path("/replays"), "{\"verify\":\"determinism\",\"version\":7}")));
        for (String wrong : List.of(
                "{\"verify\":\"everything\"}",
                "{\"verify\":\"determinism\",\"switch\":\"auto\"}",
                "{\"verify\":\"determinism\",\"gates\":{}}",
                "{\"verify\":\"determinism\",\"standby\":\"PT1H\"}")) {
            assertEquals("invalid_request", refused(400, admin.post(path("/replays"), wrong)), wrong);
        }
        assertEquals(List.of("registered"), slots());
    }
}
