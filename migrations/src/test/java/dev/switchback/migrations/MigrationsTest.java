package dev.switchback.migrations;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.switchback.embedded.testing.TestEngines;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

final class MigrationsTest {
    @Test
    void severalProcessesMayRunItAtOnceAndAgain() throws Exception {
        URI postgres = TestEngines.newPostgresDatabase();
        URI clickHouse = TestEngines.clickHouse();
        try (ExecutorService threads = Executors.newFixedThreadPool(3)) {
            List<Callable<Boolean>> runs = IntStream.range(0, 3)
                    .<Callable<Boolean>>mapToObj(i -> () -> {
                        Migrations.run(postgres, clickHouse);
                        return true;
                    })
                    .toList();
            for (Future<Boolean> run : threads.invokeAll(runs)) {
                assertTrue(run.get());
            }
        }
        Migrations.run(postgres, clickHouse);
        assertEquals(
                "0",
                first(
                        JdbcAddress.postgres(postgres),
                        "SELECT count(*) - count(DISTINCT version) FROM flyway_schema_history WHERE success"));
        assertEquals("0", first(JdbcAddress.postgres(postgres), "SELECT count(*) FROM replay"));
        assertEquals(
                "2",
                first(
                        JdbcAddress.clickHouse(clickHouse),
                        "SELECT count() FROM switchback.flyway_schema_history WHERE version IS NOT NULL"));
    }

    @Test
    void operatorsSeeWhatEachVersionOccupies() throws Exception {
        URI clickHouse = TestEngines.clickHouse();
        Migrations.run(TestEngines.newPostgresDatabase(), clickHouse);
        JdbcAddress address = JdbcAddress.clickHouse(clickHouse);
        String pipeline = TestEngines.uniqueName("storage");
        execute(address, "CREATE DATABASE " + pipeline);
        for (String table : List.of("a__v3", "b__v3", "a__v12", "other")) {
            execute(
                    address,
                    "CREATE TABLE " + pipeline + "." + table
                            + " ENGINE = MergeTree ORDER BY number AS SELECT * FROM numbers(10)");
        }
        assertEquals(
                "[(3,20),(12,10)]",
                first(
                        address,
                        "SELECT toString(groupArray((version, stored_rows))) FROM (SELECT version, stored_rows"
                                + " FROM switchback.version_storage WHERE pipeline = '" + pipeline
                                + "' ORDER BY version)"));
        execute(address, "DROP DATABASE " + pipeline);
    }

    @Test
    void aStoreThatDoesNotAnswerIsNamedWithoutItsPassword() {
        URI postgres = URI.create("postgresql://someone:secret@127.0.0.1:1/db");
        assertFailure("PostgreSQL at 127.0.0.1:1", () -> Migrations.run(postgres, TestEngines.clickHouse()));
        URI clickHouse = URI.create("http://someone:secret@127.0.0.1:1");
        URI database = TestEngines.newPostgresDatabase();
        assertFailure("ClickHouse at 127.0.0.1:1", () -> Migrations.run(database, clickHouse));
    }

    private static void assertFailure(String part, Executable run) {
        String message =
                String.valueOf(assertThrows(MigrationException.class, run).getMessage());
        assertTrue(message.contains(part), message);
        assertFalse(message.contains("secret"), message);
        assertFalse(message.contains("\n"), message);
    }

    @Test
    void urlsAreTakenApartForJdbc() {
        JdbcAddress address =
                JdbcAddress.postgres(URI.create("postgresql://me:p%40ss+w%20rd@db.example:5432/base?sslmode=require"));
        assertEquals(
                "jdbc:postgresql://a:1,b:2/base?targetServerType=primary",
                JdbcAddress.postgres(URI.create("postgresql://me:x@a:1,b:2/base"))
                        .url());
        assertEquals(
                new JdbcAddress(
                        "jdbc:postgresql://db.example:5432/base?sslmode=require&targetServerType=primary",
                        "me",
                        "p@ss+w rd"),
                address);
        assertEquals(
                new JdbcAddress("jdbc:clickhouse:https://ch.example:8443/default?compress=false", "default", ""),
                JdbcAddress.clickHouse(URI.create("https://default@ch.example:8443")));
    }

    @Test
    void aClusterIsMigratedThroughAHostThatAnswers() throws Exception {
        URI server = TestEngines.clickHouse();
        String host = server.getHost() + ":" + server.getPort();
        ClickHouseTarget target = ClickHouseTarget.of(
                URI.create("http://" + server.getUserInfo() + "@127.0.0.1:1," + host + "?cluster=main&quorum=2"));
        assertEquals(URI.create("http://" + server.getUserInfo() + "@" + host), target.address());
        assertEquals("main", target.settings().get("flyway.clickhouse.clusterName"));
        String sql;
        try (InputStream file = Objects.requireNonNull(
                Migrations.class.getResourceAsStream("clickhouse/V202611292045__show_storage_of_clusters.sql"))) {
            sql = new String(file.readAllBytes(), StandardCharsets.UTF_8).replace(";", "");
        }
        for (Map.Entry<String, String> placeholder : target.placeholders().entrySet()) {
            sql = sql.replace("${" + placeholder.getKey() + "}", placeholder.getValue());
        }
        String tree = first(JdbcAddress.clickHouse(server), "EXPLAIN AST " + sql);
        assertTrue(tree.contains("CreateQuery"), tree);
        assertTrue(sql.contains("ON CLUSTER `main`") && sql.contains("clusterAllReplicas('main', system.parts)"), sql);
        assertEquals(new ClickHouseTarget(server, Optional.empty()), ClickHouseTarget.of(server));
    }

    private static void execute(JdbcAddress address, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(address.url(), address.user(), address.password());
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String first(JdbcAddress address, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(address.url(), address.user(), address.password());
                var statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            assertTrue(result.next());
            return result.getString(1);
        }
    }
}
