package dev.switchback.control.app;

import static dev.switchback.control.testing.TestWorld.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.switchback.control.testing.AdminClient;
import dev.switchback.control.testing.LeasedReader;
import dev.switchback.control.testing.Leftovers;
import dev.switchback.views.VersionId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Replays from request to switch, through HTTP, on real engines. */
class ReplayLifecycleTest extends SharedController {
    @Test
    @DisplayName("A first version is registered, replayed and switched to, through every state, each journalled")
    void firstVersion() {
        register(0);
        String replay = replay(1, "auto");
        awaitState(replay, "done");
        JsonNode status = admin.get(path("")).json();
        assertEquals(1, status.get("active").asInt());
        assertEquals(1, status.get("epoch").asInt());
        JsonNode version = status.get("versions").get(0);
        assertEquals("active", version.get("slot").asString());
        assertEquals(750, version.get("counts").get("offsets").asInt());
        assertTrue(version.get("counts").get("conserved").asBoolean());
        assertEquals(0, version.get("lag").get("events").asInt());
        assertEquals(
                List.of(
                        "version_registered",
                        "replay_requested",
                        "replay_preflight",
                        "replay_provisioning",
                        "replay_replaying",
                        "replay_catching_up",
                        "replay_verifying",
                        "replay_ready",
                        "replay_switching",
                        "replay_done"),
                actions());
        JsonNode progress = status(replay).get("progress");
        assertEquals(750, progress.get("events_done").asInt());
        assertEquals(750, progress.get("events_total").asInt());
        assertEquals("exact", journalled("replay_ready").get("audit").asString());
    }

    @Test
    @DisplayName(
            "A second version waits for the order to switch; P6: the old one stays on standby; rollbacks go both ways")
    void manualSwitchAndRollbacks() {
        assertEquals("pipeline_not_found", refused(404, admin.post(path("/rollback"))));
        build(1, 0);
        assertEquals("no_standby", refused(409, admin.post(path("/rollback"))));
        register(10);
        String order = "{\"version\":2,\"expected_epoch\":1}";
        assertEquals("version_not_ready", refused(409, admin.post(path("/switch"), order)));
        awaitState(replay(2, "manual"), "ready");
        assertEquals(
                "epoch_conflict", refused(409, admin.post(path("/switch"), "{\"version\":2,\"expected_epoch\":0}")));
        AdminClient.Answer switched = admin.post(path("/switch"), order);
        assertEquals(200, switched.status(), switched.body());
        assertEquals(2, switched.json().get("epoch").asInt());
        assertEquals(List.of("standby", "active"), slots());
        assertTrue(processors.running().containsAll(Set.of(new VersionId(pipeline, 1), new VersionId(pipeline, 2))));

        assertEquals(200, admin.post(path("/rollback")).status());
        assertEquals(List.of("active", "standby"), slots());
        assertEquals(
                200, admin.post(path("/rollback"), "{\"expected_epoch\":3}").status());
        assertEquals(List.of("standby", "active"), slots());
        assertEquals(4, admin.get(path("")).json().get("epoch").asInt());
    }

    @Test
    @DisplayName("A standby version that is behind is not rolled back to")
    void rollbackToStaleVersion() {
        build(1, 0);
        build(2, 10);
        processors.still(true);
        topic.write(0, 3_000);
        await(
                "the lag to be known",
                () -> admin.get(path(""))
                                .json()
                                .get("versions")
                                .get(0)
                                .get("lag")
                                .path("events")
                                .asInt(0)
                        >= 3_000);
        await("the lag in time to pass the limit of 2 s", () -> {
            JsonNode lag = admin.get(path("")).json().get("versions").get(0).get("lag");
            return !lag.has("time")
                    || Duration.parse(lag.get("time").asString()).toSeconds() > 2;
        });
        assertEquals("version_not_ready", refused(409, admin.post(path("/rollback"))));
        assertEquals(List.of("standby", "active"), slots());
    }

    @Test
    @DisplayName("A replay pauses and resumes")
    void pauseAndResume() {
        processors.batch(5);
        register(0);
        String replay = replay(1, "manual");
        awaitState(replay, "replaying");
        assertEquals(202, admin.post(path("/replays/" + replay + "/pause")).status());
        awaitState(replay, "paused");
        assertEquals("illegal_transition", refused(409, admin.post(path("/replays/" + replay + "/pause"))));
        processors.batch(Long.MAX_VALUE);
        assertEquals(202, admin.post(path("/replays/" + replay + "/resume")).status());
        awaitState(replay, "ready");
        assertEquals("illegal_transition", refused(409, admin.post(path("/replays/" + replay + "/resume"))));
    }

    @Test
    @DisplayName("An aborted replay leaves nothing, and the version can be replayed again")
    void abortLeavesNothing() {
        register(0);
        String first = replay(1, "manual");
        awaitState(first, "ready");
        assertFalse(Leftovers.of(engines, new VersionId(pipeline, 1)).isEmpty());
        assertEquals(202, admin.post(path("/replays/" + first + "/abort")).status());
        awaitState(first, "aborted");
        assertEquals(List.of("registered"), slots());
        assertEquals(List.of(), Leftovers.of(engines, new VersionId(pipeline, 1)));
        assertFalse(processors.running().contains(new VersionId(pipeline, 1)));
        awaitState(replay(1, "auto"), "done");
        assertEquals(List.of("active"), slots());
    }

    @Test
    @DisplayName("P9: a standby version is retired, and nothing of it stays; the active one is not")
    void retire() {
        build(1, 0);
        build(2, 10);
        assertEquals("version_active", refused(409, admin.delete(path("/versions/2"))));
        assertEquals(202, admin.delete(path("/versions/1")).status());
        await("the version to be gone", () -> actions().contains("retire_done"));
        assertEquals(List.of("retired", "active"), slots());
        assertEquals(List.of(), Leftovers.of(engines, new VersionId(pipeline, 1)));
        assertFalse(processors.running().contains(new VersionId(pipeline, 1)));
        assertEquals("version_retired", refused(409, admin.delete(path("/versions/1"))));
        assertEquals("no_standby", refused(409, admin.post(path("/rollback"))));
        assertEquals("version_retired", refused(409, admin.post(path("/replays"), "{\"version\":1}")));
    }

    @Test
    @DisplayName("P9: nothing of a version goes while a query server reads it, neither by retiring nor by an abort")
    void removalWaitsForReaders() throws Exception {
        build(1, 0);
        build(2, 10);
        register(20);
        String replay = replay(3, "manual");
        awaitState(replay, "ready");
        VersionId standby = new VersionId(pipeline, 1);
        VersionId shadow = new VersionId(pipeline, 3);
        List<String> before = Leftovers.of(engines, standby);
        List<String> shadowBefore = Leftovers.of(engines, shadow);
        try (LeasedReader reader = new LeasedReader(engines)) {
            reader.begin(standby);
            reader.begin(shadow);
            assertEquals(202, admin.delete(path("/versions/1")).status());
            assertEquals(202, admin.post(path("/replays/" + replay + "/abort")).status());
            await(
                    "both to wait for the reader",
                    () -> awaited(1).contains(reader.server()) && awaited(3).contains(reader.server()));
            await("the retirement to drain", () -> actions().contains("retire_draining"));
            // The drain of an abort begins before the version leaves its slot.
            await("both to be out of reach", () -> slots().equals(List.of("retired", "active", "registered")));
            assertTrue(Leftovers.of(engines, standby).containsAll(tablesAndRows(before)));
            assertTrue(Leftovers.of(engines, shadow).containsAll(tablesAndRows(shadowBefore)));

            reader.end(standby);
            await("the version to be gone", () -> actions().contains("retire_done"));
            assertEquals(List.of(), Leftovers.of(engines, standby));
            assertTrue(Leftovers.of(engines, shadow).containsAll(tablesAndRows(shadowBefore)));
            reader.end(shadow);
            awaitState(replay, "aborted");
            assertEquals(List.of(), Leftovers.of(engines, shadow));
        }
    }

    /** The consumer group may go as soon as the processor has stopped. */
    private static List<String> tablesAndRows(List<String> found) {
        List<String> kept =
                found.stream().filter(name -> !name.startsWith("group ")).toList();
        assertFalse(kept.isEmpty());
        return kept;
    }

    /** The servers that the version's removal waits for, as the status says. */
    private List<String> awaited(int version) {
        List<String> servers = new ArrayList<>();
        for (JsonNode draining : admin.get(path("")).json().get("draining")) {
            if (draining.get("version").asInt() == version) {
                draining.get("awaited")
                        .forEach(one -> servers.add(one.get("server").asString()));
            }
        }
        return servers;
    }

    @Test
    @DisplayName("A version is replayed once at a time; an idempotency key gives the same replay back")
    void conflictsAndIdempotency() {
        register(0);
        processors.still(true);
        Map<String, String> key = Map.of("Idempotency-Key", "one");
        AdminClient.Answer first = admin.post(path("/replays"), "{\"version\":1}", key);
        AdminClient.Answer again = admin.post(path("/replays"), "{\"version\":1}", key);
        assertEquals(202, first.status());
        assertEquals(first.json().get("id"), again.json().get("id"));
        assertEquals(
                "idempotency_key_reused",
                refused(422, admin.post(path("/replays"), "{\"version\":1,\"switch\":\"auto\"}", key)));
        assertEquals("replay_running", refused(409, admin.post(path("/replays"), "{\"version\":1}")));
        assertEquals("replay_running", refused(409, admin.delete(path("/versions/1"))));
        assertEquals("version_not_found", refused(404, admin.post(path("/replays"), "{\"version\":7}")));
        processors.still(false);
        awaitState(first.json().get("id").asString(), "ready");
        assertEquals(
                200,
                admin.post(path("/switch"), "{\"version\":1,\"expected_epoch\":0}")
                        .status());
        assertEquals("version_already_built", refused(409, admin.post(path("/replays"), "{\"version\":1}")));
        assertEquals(
                first.json().get("id"),
                admin.post(path("/replays"), "{\"version\":1}", key).json().get("id"));
    }

    @Test
    @DisplayName("An automatic switch planned on another epoch is left to the user")
    void epochMovedDuringReplay() {
        register(0);
        register(10);
        String second = replay(2, "manual");
        awaitState(second, "ready");
        processors.still(true);
        String first = replay(1, "auto");
        awaitState(first, "replaying");
        assertEquals(
                200,
                admin.post(path("/switch"), "{\"version\":2,\"expected_epoch\":0}")
                        .status());
        processors.still(false);
        JsonNode ready = awaitState(first, "ready");
        await(
                "the switch to be left to the user",
                () -> "manual".equals(status(first).get("switch_mode").asString()));
        assertTrue(status(first).get("progress").get("note").asString().contains("from 0 to 1"), ready.toString());
        assertEquals(List.of("shadow", "active"), slots());
    }
}
