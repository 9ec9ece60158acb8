package dev.switchback.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.switchback.embedded.testing.TestEngines;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;

class TestEnginesTest {
    @Test
    void kafkaMakesATopic() throws Exception {
        String topic = TestEngines.uniqueName("topic");
        try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, TestEngines.kafka()))) {
            admin.createTopics(List.of(new NewTopic(topic, Optional.of(4), Optional.empty())))
                    .all()
                    .get();
            assertTrue(admin.listTopics().names().get().containsAll(Set.of(topic)));
        }
    }

    @Test
    void postgresGivesANewDatabaseOfVersion18() throws Exception {
        URI database = TestEngines.newPostgresDatabase();
        String[] user = database.getUserInfo().split(":", 2);
        try (Connection connection = DriverManager.getConnection(
                        "jdbc:postgresql://" + database.getHost() + ":" + database.getPort() + database.getPath(),
                        user[0],
                        user[1]);
                ResultSet version = connection.createStatement().executeQuery("SHOW server_version_num")) {
            assertTrue(version.next());
            assertEquals("18", version.getString(1).substring(0, 2));
        }
    }

    @Test
    void redisAnswers() {
        assertEquals("redis", TestEngines.redis().getScheme());
    }

    @Test
    void namesAreValidForPipelinesAndDiffer() {
        String name = TestEngines.uniqueName("p");
        assertTrue(name.matches("[a-z][a-z0-9_]{0,39}"), name);
        assertTrue(!name.equals(TestEngines.uniqueName("p")));
    }
}
