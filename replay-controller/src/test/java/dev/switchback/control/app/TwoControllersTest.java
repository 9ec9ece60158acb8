package dev.switchback.control.app;

import static dev.switchback.control.testing.TestWorld.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.switchback.control.testing.AdminClient;
import dev.switchback.control.testing.SettlingProcessors;
import dev.switchback.control.testing.TestTopic;
import dev.switchback.control.testing.TestWorld;
import dev.switchback.embedded.testing.TestEngines;
import dev.switchback.views.engines.EngineAddresses;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Promise P10 with two controllers on one database. */
class TwoControllersTest {
    @Test
    @DisplayName(
            "P10: the second controller serves reads and refuses orders; it takes over within 5 s, and finishes the replay")
    void takeOver() throws Exception {
        EngineAddresses engines = TestWorld.engines();
        String pipeline = TestEngines.uniqueName("pair");
        String base = "/v1/pipelines/" + pipeline;
        try (SettlingProcessors processors = new SettlingProcessors(engines);
                TestTopic topic = TestTopic.create(pipeline, 2, Map.of())) {
            topic.write(0, 100);
            processors.still(true);
            ControllerServer first = start(engines, processors);
            try (ControllerServer second = start(engines, processors);
                    AdminClient follower = new AdminClient(second.port())) {
                String id;
                try (AdminClient leader = new AdminClient(first.port())) {
                    assertTrue(first.leading());
                    assertFalse(second.leading());
                    id = begin(leader, base, TestWorld.manifest(pipeline, 0));
                    AdminClient.Answer refused = follower.post(base + "/replays/" + id + "/abort");
                    assertEquals(503, refused.status());
                    assertEquals("not_leading", refused.code());
                    assertEquals(200, follower.get(base).status());

                    loseConnectionOfLeader(engines);
                    // Cut off from its connection, the first may get the lead back or not: one of them leads, and soon.
                    await("one to lead again", Duration.ofSeconds(60), () -> first.leading() ^ second.leading());
                } finally {
                    first.close();
                }
                await("the second to lead", Duration.ofSeconds(60), second::leading);
                processors.still(false);
                await("the replay to be done", () -> state(follower, base, id).equals("done"));
                assertEquals(1, follower.get(base).json().get("epoch").asInt());
            }
        }
    }

    private static ControllerServer start(EngineAddresses engines, SettlingProcessors processors) {
        return ControllerServer.start(new ControllerSettings(engines, "127.0.0.1", 0), processors);
    }

    private static String begin(AdminClient leader, String base, String manifest) {
        assertEquals(201, leader.postYaml(base + "/versions", manifest).status());
        String id = leader.post(base + "/replays", "{\"version\":1,\"switch\":\"auto\"}")
                .json()
                .get("id")
                .asString();
        await("the replay to begin", () -> state(leader, base, id).equals("replaying"));
        return id;
    }

    private static String state(AdminClient admin, String base, String id) {
        return admin.get(base + "/replays/" + id).json().get("state").asString();
    }

    private static void loseConnectionOfLeader(EngineAddresses engines) throws Exception {
        String[] user = engines.postgres().getUserInfo().split(":", 2);
        String url = "jdbc:postgresql://" + engines.postgres().getHost() + ":"
                + engines.postgres().getPort() + engines.postgres().getPath();
        try (Connection connection = DriverManager.getConnection(url, user[0], user[1]);
                Statement statement = connection.createStatement();
                ResultSet ended = statement.executeQuery("SELECT count(pg_terminate_backend(pid)) FROM pg_locks"
                        + " WHERE locktype = 'advisory' AND granted AND database ="
                        + " (SELECT oid FROM pg_database WHERE datname = current_database())")) {
            assertTrue(ended.next());
            assertEquals(1, ended.getInt(1));
        }
    }
}
