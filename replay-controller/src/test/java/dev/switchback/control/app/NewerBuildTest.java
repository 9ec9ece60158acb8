package dev.switchback.control.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.zaxxer.hikari.HikariDataSource;
import dev.switchback.control.operation.OperationKind;
import dev.switchback.control.operation.OperationState;
import dev.switchback.control.replay.ReplayState;
import dev.switchback.control.standby.WatchState;
import dev.switchback.control.testing.AdminClient;
import dev.switchback.control.testing.TestTopic;
import dev.switchback.control.testing.TestWorld;
import dev.switchback.views.Slot;
import dev.switchback.views.VersionId;
import dev.switchback.views.access.Role;
import dev.switchback.views.postgres.PostgresPool;
import dev.switchback.views.run.ProcessorState;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** A newer build works on the same catalog while it is upgraded, or has worked on it before a way back: docs/upgrades.md. */
class NewerBuildTest extends SharedController {
    private static final List<String> WRITTEN_BY_A_NEWER_BUILD = List.of(
            "UPDATE version SET slot = 99 WHERE pipeline = '$p' AND number = 2",
            "INSERT INTO replay (id, pipeline, version, state, switch_mode, request)"
                    + " VALUES (gen_random_uuid(), '$p', 2, 99, 'sometimes', '{\"version\": 2, \"novelty\": true}')",
            "UPDATE replay SET state = 99, switch_mode = 'sometimes' WHERE pipeline = '$p' AND version = 3",
            "UPDATE replay SET switch_mode = 'sometimes' WHERE pipeline = '$p' AND version = 4",
            "INSERT INTO operation (id, pipeline, version, kind, state, planned_epoch, deadline)"
                    + " VALUES (gen_random_uuid(), '$p', 1, 99, 99, 1, clock_timestamp() - interval '1 day')",
            "INSERT INTO operation (id, pipeline, version, kind, state, planned_epoch, deadline)"
                    + " VALUES (gen_random_uuid(), '$p', 1, 1, 99, 2, clock_timestamp() - interval '1 day')",
            "UPDATE activation SET watch = 99 WHERE pipeline = '$p'",
            "INSERT INTO pipeline (name) VALUES ('$p_novel')",
            "INSERT INTO version (pipeline, number, fingerprint, manifest, slot, live_shards)"
                    + " VALUES ('$p_novel', 1, 'novel', 'novelty: true', 3, 1)",
            "INSERT INTO processor_report (pipeline, version, instance, state, partitions, problem, events_per_second,"
                    + " reported_at) VALUES ('$p', 2, 'newer', 99, '{}', '', 0, clock_timestamp())");

    @Test
    @DisplayName(
            "P10: states, kinds and slots that only a newer build knows are acted on by nobody, and everything else goes on")
    void whatANewerBuildHasWrittenStaysAsItIs() throws SQLException {
        String foreign = pipeline;
        build(1, 0);
        register(10);
        register(20);
        register(30);
        String strange = replay(3, "manual");
        String ready = replay(4, "manual");
        awaitState(strange, "ready");
        awaitState(ready, "ready");
        try (TestTopic _ = topic;
                HikariDataSource database = PostgresPool.open(engines.postgres(), 1);
                Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            TestWorld.await("the switch to be followed", () -> followed(statement, foreign));
            for (String sql : WRITTEN_BY_A_NEWER_BUILD) {
                assertEquals(1, statement.executeUpdate(sql.replace("$p", foreign)), sql);
            }
            String before = rows(statement, foreign);

            // The controller goes through its rounds: another pipeline gets all the way.
            newPipeline();
            build(1, 0);

            assertEquals(before, rows(statement, foreign));
            assertTrue(processors.running().contains(new VersionId(foreign, 3)), "its processor goes on");
            assertShown(foreign, strange, ready);
            // The rollback in an unknown state was planned on the epoch that is now.
            closeTopic();
            newPipeline();
            build(1, 0);
            String after = rows(statement, foreign);
            assertTrue(after.contains("9 sometimes"), "done, and the newer build's word is kept: " + after);
            assertTrue(after.contains("\n4 2\n"), "the pointer stays: " + after);
            assertListed(foreign + "_novel");
        }
    }

    private static boolean followed(Statement statement, String pipeline) {
        try (ResultSet row =
                statement.executeQuery("SELECT 1 FROM activation WHERE epoch = 1 AND pipeline = '" + pipeline + "'")) {
            return row.next();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Beside what this build understands, with the reason. */
    private void assertListed(String pipeline) {
        AdminClient.Answer list = admin.get("/v1/pipelines");
        assertEquals(200, list.status(), list.body());
        JsonNode listed = list.json()
                .get("pipelines")
                .valueStream()
                .filter(each -> each.get("pipeline").asString().equals(pipeline))
                .findFirst()
                .orElseThrow();
        String problem = listed.get("versions").get(0).get("problem").asString();
        assertTrue(problem.contains("is refused by this release") && problem.contains("novelty"), problem);
        assertEquals(200, admin.get("/v1/pipelines/" + pipeline).status());
    }

    /** What is unknown is called so, and a user may still switch to what is ready. */
    private void assertShown(String foreign, String strange, String ready) {
        String root = "/v1/pipelines/" + foreign;
        for (String path : List.of(root, root + "/replays", root + "/replays/" + strange, "/prometheus")) {
            AdminClient.Answer shown = admin.get(path);
            assertEquals(200, shown.status(), shown.body());
            assertTrue(shown.body().contains("\"unknown\""), shown.body());
        }
        JsonNode waiting = admin.get(root + "/replays/" + ready).json();
        assertEquals("ready", waiting.get("state").asString());
        assertEquals("unknown", waiting.get("switch_mode").asString());
        AdminClient.Answer switched = admin.post(root + "/switch", "{\"version\": 4, \"expected_epoch\": 1}");
        assertEquals(200, switched.status(), switched.body());
    }

    private static String rows(Statement statement, String pipeline) throws SQLException {
        StringBuilder all = new StringBuilder();
        for (String question : List.of(
                "SELECT string_agg(number || ' ' || slot, ',' ORDER BY number) FROM version WHERE pipeline = '$p'",
                "SELECT string_agg(to_jsonb(r)::text, ',' ORDER BY version) FROM replay r"
                        + " WHERE pipeline = '$p' AND version IN (2, 3)",
                "SELECT state || ' ' || switch_mode FROM replay WHERE pipeline = '$p' AND version = 4",
                "SELECT string_agg(to_jsonb(o)::text, ',' ORDER BY kind) FROM operation o WHERE pipeline = '$p'",
                "SELECT string_agg(to_jsonb(a)::text, ',') FROM activation a WHERE pipeline = '$p'",
                "SELECT version || ' ' || epoch FROM active_pointer WHERE pipeline = '$p'",
                "SELECT count(*)::text FROM journal WHERE pipeline = '$p'")) {
            try (ResultSet row = statement.executeQuery(question.replace("$p", pipeline))) {
                assertTrue(row.next());
                all.append(row.getString(1)).append('\n');
            }
        }
        return all.toString();
    }

    @Test
    void anUnknownIdHasAnInertMeaning() {
        assertEquals(ReplayState.UNKNOWN, ReplayState.of(99));
        assertEquals(OperationKind.UNKNOWN, OperationKind.of(99));
        assertEquals(OperationState.UNKNOWN, OperationState.of(99));
        assertEquals(WatchState.UNKNOWN, WatchState.of(99));
        assertEquals(Slot.UNKNOWN, Slot.of(99));
        assertEquals(Role.UNKNOWN, Role.of(99));
        assertEquals(ProcessorState.UNKNOWN, ProcessorState.of(99));
    }
}
