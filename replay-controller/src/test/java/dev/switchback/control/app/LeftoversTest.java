package dev.switchback.control.app;

import static dev.switchback.control.testing.TestWorld.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.clickhouse.client.api.Client;
import com.zaxxer.hikari.HikariDataSource;
import dev.switchback.control.testing.AdminClient;
import dev.switchback.views.clickhouse.ClickHouseClients;
import dev.switchback.views.postgres.PostgresPool;
import dev.switchback.views.redis.RedisClients;
import dev.switchback.views.redis.RedisServers;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import tools.jackson.databind.JsonNode;

@Isolated("What versions of another test's database have in the shared stores is left over for this controller.")
class LeftoversTest extends SharedController {
    private static final String OLD_JAR = "ab".repeat(32);
    private static final String NEW_JAR = "cd".repeat(32);

    @Test
    @DisplayName(
            "P9: what no version owns is found in every store and removed, with who, when and why; what one owns is not")
    void leftoversOfEveryKind() throws Exception {
        build(1, 0);
        register(10);
        awaitState(replay(2, "manual"), "ready");
        register(20);
        assertEquals(List.of(), found());
        plant();
        List<String> planted = List.of(
                "clickhouse_table " + pipeline + "." + "old__v3",
                "clickhouse_table " + pipeline + "." + "old__v9",
                "jar " + OLD_JAR,
                "kafka_group switchback." + pipeline + ".v3",
                "kafka_topic switchback." + pipeline + ".v3.sessions-changelog",
                "postgres_rows ledger",
                "postgres_rows run_order",
                "redis_keys sb:{" + pipeline + ".v3.*");
        assertEquals(planted, found());

        assertEquals("invalid_request", refused(400, admin.post("/v1/leftovers/removal", "{}")));
        AdminClient.Answer removal =
                admin.post("/v1/leftovers/removal", "{\"reason\":\"tidying\"}", Map.of("Switchback-Actor", "ada"));
        assertEquals(200, removal.status(), removal.body());
        assertEquals(planted, names(removal.json().get("removed")));
        assertEquals(0, removal.json().get("in_use").size());
        await("the broker to have removed the topic", () -> found().isEmpty());
        List<String> journalled = new ArrayList<>();
        for (JsonNode entry : journal()) {
            if (entry.get("action").asString().equals("leftover_removed")) {
                assertEquals("ada", entry.get("actor").asString());
                assertEquals("tidying", entry.get("detail").get("reason").asString());
                journalled.add(entry.get("detail").get("kind").asString() + " "
                        + entry.get("detail").get("name").asString());
            }
        }
        journalled.sort(String::compareTo);
        assertEquals(planted.stream().filter(name -> !name.startsWith("jar")).toList(), journalled);
        assertTrue(admin.get("/v1/journal").body().contains(OLD_JAR));
        // What versions own is whole.
        assertEquals(
                200,
                admin.post(path("/switch"), "{\"version\":2,\"expected_epoch\":1}")
                        .status());
        assertEquals("exact", conserved(1));
        assertEquals("exact", conserved(2));
    }

    private String conserved(int version) {
        return admin.get(path(""))
                .json()
                .get("versions")
                .get(version - 1)
                .get("counts")
                .get("audit")
                .get("result")
                .asString();
    }

    /** Version 3 is registered and not built, version 9 was never heard of. */
    private void plant() throws Exception {
        try (Client clickHouse = ClickHouseClients.open(engines.clickHouse())) {
            for (String table : List.of("old__v3", "old__v9", "unversioned")) {
                clickHouse
                        .execute(
                                "CREATE TABLE `" + pipeline + "`." + table + " (n Int64) ENGINE = MergeTree ORDER BY n")
                        .get(60, TimeUnit.SECONDS)
                        .close();
            }
        }
        RedisServers redis = RedisClients.open(engines.redis());
        try (var live = redis.connect()) {
            live.sync().set("sb:{" + pipeline + ".v3.0}:marks", "1");
            live.sync().set("sb:{" + pipeline + ".v3.1}:a\nb", "1");
        } finally {
            redis.close();
        }
        try (Admin kafka = Admin.create(Map.of("bootstrap.servers", engines.kafka()))) {
            String topic = "switchback." + pipeline + ".v3.sessions-changelog";
            kafka.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get(60, TimeUnit.SECONDS);
            kafka.alterConsumerGroupOffsets(
                            "switchback." + pipeline + ".v3",
                            Map.of(new TopicPartition(pipeline, 0), new OffsetAndMetadata(0)))
                    .all()
                    .get(60, TimeUnit.SECONDS);
        }
        try (HikariDataSource database = PostgresPool.open(engines.postgres(), 1);
                Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            execute(
                    statement,
                    "INSERT INTO ledger (pipeline, version, partition, start_offset, committed, view_events) VALUES ('"
                            + pipeline + "', 3, 0, 0, 0, '{0}')",
                    "INSERT INTO run_order (pipeline, version, paused) VALUES ('" + pipeline + "', 3, true)",
                    "INSERT INTO function_jar (sha256, bytes, uploaded_at) VALUES ('" + OLD_JAR
                            + "', '\\x00', clock_timestamp() - interval '2 days')",
                    "INSERT INTO function_jar (sha256, bytes) VALUES ('" + NEW_JAR
                            + "', '\\x01') ON CONFLICT DO NOTHING");
        }
    }

    private static void execute(Statement statement, String... sql) throws SQLException {
        for (String one : sql) {
            statement.execute(one);
        }
    }

    /** Of this test's pipeline, and jars. */
    private List<String> found() {
        AdminClient.Answer answer = admin.get("/v1/leftovers");
        assertEquals(200, answer.status(), answer.body());
        return names(answer.json().get("leftovers"));
    }

    private List<String> names(JsonNode leftovers) {
        Collection<String> owners = List.of(pipeline, "");
        List<String> names = new ArrayList<>();
        for (JsonNode one : leftovers) {
            if (owners.contains(one.get("pipeline").asString())) {
                names.add(one.get("kind").asString() + " " + one.get("name").asString());
            }
        }
        names.sort(String::compareTo);
        return names;
    }
}
