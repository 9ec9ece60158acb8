package dev.switchback.control.app;

import static dev.switchback.control.testing.TestWorld.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.zaxxer.hikari.HikariDataSource;
import dev.switchback.control.testing.AdminClient;
import dev.switchback.control.testing.TestTopic;
import dev.switchback.views.VersionId;
import dev.switchback.views.pointer.Pointer;
import dev.switchback.views.postgres.PostgresPointerLeases;
import dev.switchback.views.postgres.PostgresPool;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Replays that cannot go on, and what is said about them. */
class ReplayFailureTest extends SharedController {
    private static final String ORDER = "{\"version\":2,\"expected_epoch\":1}";

    @Test
    @DisplayName("P8: a log that does not reach offset zero is refused, unless the loss is accepted by name")
    void truncatedLog() {
        register(0);
        topic.truncate(0, 100);
        JsonNode failed = awaitState(replay(1, "auto"), "failed");
        assertEquals("log_truncated", failed.get("failure").get("code").asString());
        String message = failed.get("failure").get("message").asString();
        assertTrue(message.contains("partition 0 begins at offset 100"), message);
        assertEquals(List.of("registered"), slots());

        String accepted = replay("{\"version\":1,\"switch\":\"auto\",\"catch_up\":{\"hold\":\"PT0S\"},"
                + "\"accept_loss\":{\"by\":\"ann\",\"reason\":\"old data is not needed\"}}");
        awaitState(accepted, "done");
        JsonNode counts = admin.get(path("")).json().get("versions").get(0).get("counts");
        assertEquals(650, counts.get("offsets").asInt());
        JsonNode entry = last("replay_provisioning");
        assertEquals("ann", entry.get("accepted_loss").get("by").asString());
        assertEquals(
                "old data is not needed",
                entry.get("accepted_loss").get("reason").asString());
        assertEquals(100, entry.get("starts").get("0").asInt());
    }

    @Test
    @DisplayName("P8: a log truncated under the replay fails it")
    void truncatedUnderTheReplay() {
        processors.still(true);
        register(0);
        String replay = replay(1, "auto");
        awaitState(replay, "replaying");
        topic.truncate(2, 50);
        JsonNode failed = awaitState(replay, "failed");
        assertEquals("log_truncated", failed.get("failure").get("code").asString());
        await("its processor to be stopped", () -> !processors.running().contains(new VersionId(pipeline, 1)));
    }

    @Test
    @DisplayName("P8: settings by which the topic loses events are named in the journal")
    void retentionIsNamed() {
        topic.close();
        String lossy = pipeline + "_b";
        topic = TestTopic.create(lossy, 1, Map.of("retention.ms", "604800000"));
        pipeline = lossy;
        register(0);
        awaitState(replay(1, "auto"), "done");
        JsonNode warnings = journalled("replay_provisioning").get("warnings");
        assertEquals(1, warnings.size());
        assertTrue(warnings.get(0).asString().contains("retention.ms of the topic " + lossy + " is 604800000"));
    }

    @Test
    @DisplayName("A topic that does not exist fails the replay with its name")
    void missingTopic() {
        pipeline = pipeline + "_x";
        register(0);
        JsonNode failed = awaitState(replay(1, "auto"), "failed");
        assertEquals("topic_not_found", failed.get("failure").get("code").asString());
        assertTrue(failed.get("failure").get("message").asString().contains(pipeline));
    }

    @Test
    @DisplayName("A processor's failure fails the replay with its sentence; a second replay starts from nothing")
    void processorFails() {
        processors.still(true);
        register(0);
        String replay = replay(1, "auto");
        awaitState(replay, "replaying");
        processors.failWith("The claim is too old.");
        JsonNode failed = awaitState(replay, "failed");
        assertEquals("processor_failed", failed.get("failure").get("code").asString());
        assertEquals(
                "The claim is too old.", failed.get("failure").get("message").asString());
        processors.failWith("");
        processors.still(false);
        awaitState(replay(1, "auto"), "done");
        assertEquals("illegal_transition", refused(409, admin.post(path("/replays/" + replay + "/abort"))));
        assertEquals("exact", journalled("replay_ready").get("audit").asString());
    }

    @Test
    @DisplayName("A replay that makes no progress at all fails as stalled")
    void stalls() {
        processors.still(true);
        register(0);
        JsonNode failed = awaitState(replay(1, "auto"), "failed");
        assertEquals("stalled", failed.get("failure").get("code").asString());
    }

    @Test
    @DisplayName("P4: a table that holds less than the ledger says stops the replay before the switch")
    void auditMismatch() {
        processors.loseRows(1);
        register(0);
        JsonNode failed = awaitState(replay(1, "auto"), "failed");
        assertEquals("audit_mismatch", failed.get("failure").get("code").asString());
        // 750 events in two partitions, one flush each, one row lost in each.
        assertTrue(
                failed.get("failure").get("message").asString().contains("holds 748 events, and the ledger 750"),
                failed.toString());
        assertEquals(0, admin.get(path("")).json().get("epoch").asInt());
    }

    @Test
    @DisplayName("Partitions added during the replay are part of it")
    void newPartitions() {
        processors.still(true);
        register(0);
        String replay = replay(1, "auto");
        awaitState(replay, "replaying");
        topic.growTo(4);
        topic.write(3, 40);
        processors.still(false);
        awaitState(replay, "done");
        JsonNode counts = admin.get(path("")).json().get("versions").get(0).get("counts");
        assertEquals(790, counts.get("offsets").asInt());
    }

    @Test
    @DisplayName("P5: a query server that does not answer the roll call makes the switch give up; nobody held anything")
    void silentQueryServer() {
        buildTwo();
        try (HikariDataSource database = PostgresPool.open(engines.postgres(), 2)) {
            PostgresPointerLeases leases = new PostgresPointerLeases(database);
            UUID silent = UUID.randomUUID();
            var _ = leases.renew(silent, Duration.ofMinutes(10));
            long preparations = preparations(database);
            assertGivenUp();
            assertEquals(preparations, preparations(database));
            leases.release(silent);
        }
        assertSwitches();
    }

    @Test
    @DisplayName(
            "P5: a query server that stops before it acknowledges makes the switch give up at its deadline, cleanly")
    void queryServerThatNeverAcknowledges() throws Exception {
        buildTwo();
        try (HikariDataSource database = PostgresPool.open(engines.postgres(), 3)) {
            PostgresPointerLeases leases = new PostgresPointerLeases(database);
            MuteServer mute = new MuteServer(leases, pipeline);
            mute.renew();
            try (AutoCloseable listening = leases.listen(changed -> mute.renew())) {
                assertGivenUp();
                assertNotNull(listening);
            }
            assertTrue(mute.preparationsSeen() > 0, "the server was to see a preparation, and to hold its queries");
            Pointer after = mute.renew();
            assertEquals(Optional.empty(), after.preparation(), "nobody holds queries any more");
            assertEquals(1, after.epoch());
            mute.release();
        }
        assertSwitches();
    }

    private void buildTwo() {
        build(1, 0);
        register(10);
        awaitState(replay(2, "manual"), "ready");
    }

    private void assertGivenUp() {
        assertEquals("switch_given_up", refused(503, admin.post(path("/switch"), ORDER)));
        assertEquals(List.of("active", "shadow"), slots());
        assertEquals(
                "ready",
                admin.get(path("")).json().at("/versions/1/replay/state").asString());
    }

    private void assertSwitches() {
        AdminClient.Answer switched = admin.post(path("/switch"), ORDER);
        assertEquals(200, switched.status(), switched.body());
        assertEquals(List.of("standby", "active"), slots());
        assertTrue(last("replay_done").path("held_ms").asLong(-1) >= 0, "the journal says how long queries were held");
    }

    /** How many switches of the pipeline were ever prepared. */
    private long preparations(HikariDataSource database) {
        try (Connection connection = database.getConnection();
                PreparedStatement query =
                        connection.prepareStatement("SELECT preparation FROM active_pointer WHERE pipeline = ?")) {
            query.setString(1, pipeline);
            try (ResultSet row = query.executeQuery()) {
                assertTrue(row.next());
                return row.getLong(1);
            }
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private JsonNode last(String action) {
        JsonNode found = null;
        for (JsonNode entry : journal()) {
            if (action.equals(entry.get("action").asString())) {
                found = entry.get("detail");
            }
        }
        if (found == null) {
            throw new AssertionError("the journal has no " + action);
        }
        return found;
    }

    /** A query server that renews its lease whenever it is told to, and never acknowledges anything. */
    private static final class MuteServer {
        private final UUID id = UUID.randomUUID();
        private final PostgresPointerLeases leases;
        private final String pipeline;
        private int preparationsSeen;
        private boolean released;
        private Pointer last;

        MuteServer(PostgresPointerLeases leases, String pipeline) {
            this.leases = leases;
            this.pipeline = pipeline;
            this.last = new Pointer(pipeline, OptionalInt.empty(), 0, Optional.empty());
        }

        /** Once it is released, a notification that comes late does nothing. */
        synchronized Pointer renew() {
            if (!released) {
                last = leases.renew(id, Duration.ofMinutes(10)).stream()
                        .filter(row -> row.pipeline().equals(pipeline))
                        .findFirst()
                        .orElseThrow();
                preparationsSeen += last.preparation().isPresent() ? 1 : 0;
            }
            return last;
        }

        synchronized int preparationsSeen() {
            return preparationsSeen;
        }

        synchronized void release() {
            released = true;
            leases.release(id);
        }
    }
}
