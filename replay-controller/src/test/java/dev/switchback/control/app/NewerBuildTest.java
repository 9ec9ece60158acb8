package dev.switchback.control.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.zaxxer.hikari.HikariDataSource;
import dev.switchback.control.operation.OperationKind;
import dev.switchback.control.operation.OperationState;
import dev.switchback.control.replay.ReplayState;
import dev.switchback.control.standby.WatchState;
import dev.switchback.control.testing.TestTopic;
import dev.switchback.views.Slot;
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

/** A newer build works on the same catalog while it is upgraded, or has worked on it before a way back: docs/upgrades.md. */
class NewerBuildTest extends SharedController {
    @Test
    @DisplayName(
            "P10: states, kinds and slots that only a newer build knows are acted on by nobody, and everything else goes on")
    void whatANewerBuildHasWrittenStaysAsItIs() throws SQLException {
        String foreign = pipeline;
        build(1, 0);
        register(10);
        try (TestTopic _ = topic;
                HikariDataSource database = PostgresPool.open(ENGINES.postgres(), 1);
                Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : List.of(
                    "UPDATE version SET slot = 99 WHERE pipeline = '$p' AND number = 2",
                    "INSERT INTO replay (id, pipeline, version, state, switch_mode, request)"
                            + " VALUES (gen_random_uuid(), '$p', 2, 99, 'sometimes', '{\"version\": 2, \"novelty\": true}')",
                    "INSERT INTO operation (id, pipeline, version, kind, state, planned_epoch, deadline)"
                            + " VALUES (gen_random_uuid(), '$p', 1, 99, 99, 1, clock_timestamp() - interval '1 day')",
                    "UPDATE activation SET watch = 99 WHERE pipeline = '$p'",
                    "INSERT INTO processor_report (pipeline, version, instance, state, partitions, problem, events_per_second,"
                            + " reported_at) VALUES ('$p', 2, 'newer', 99, '{}', '', 0, clock_timestamp())")) {
                assertEquals(1, statement.executeUpdate(sql.replace("$p", foreign)), sql);
            }
            String before = rows(statement, foreign);

            // The controller goes through its rounds: another pipeline gets all the way.
            newPipeline();
            build(1, 0);

            assertEquals(before, rows(statement, foreign));
            var shown = ADMIN.get("/v1/pipelines/" + foreign);
            assertEquals(200, shown.status(), shown.body());
            assertTrue(shown.body().contains("\"unknown\""), shown.body());
        }
    }

    private static String rows(Statement statement, String pipeline) throws SQLException {
        StringBuilder all = new StringBuilder();
        for (String question : List.of(
                "SELECT string_agg(number || ' ' || slot, ',' ORDER BY number) FROM version WHERE pipeline = '$p'",
                "SELECT string_agg(to_jsonb(r)::text, ',') FROM replay r WHERE pipeline = '$p' AND version = 2",
                "SELECT string_agg(to_jsonb(o)::text, ',') FROM operation o WHERE pipeline = '$p'",
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
