package dev.switchback.migrations;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.switchback.embedded.testing.TestEngines;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.output.MigrateResult;
import org.junit.jupiter.api.Test;

/** P10, the rolling upgrade: rows of the published build survive this build's migrations, and that build goes on writing. */
final class OldBuildOnNewSchemaTest {
    private static final String LOCATION = "classpath:dev/switchback/migrations/postgres";

    @Test
    void theOldBuildWritesBeforeAndAfterTheMigration() throws IOException, SQLException {
        URI postgres = TestEngines.newPostgresDatabase();
        migrate(postgres, newestPublished());
        try (Connection connection = connect(postgres)) {
            writeAsTheOldBuild(connection, "before");
            String rows = contents(connection, "before");
            Migrations.runPostgres(postgres);
            assertEquals(rows, contents(connection, "before"), "a migration changed what the old build had written");
            writeAsTheOldBuild(connection, "beside");
            assertEquals("10", contents(connection, "beside").split(",", 2)[0]);
        }
    }

    /** Back within one step: the older build's own migration finds a newer schema, leaves it alone and does not fail. */
    @Test
    void theOldBuildsMigrationLeavesANewerSchemaAlone() throws IOException, SQLException {
        URI postgres = TestEngines.newPostgresDatabase();
        Migrations.runPostgres(postgres);
        try (Connection connection = connect(postgres);
                Statement statement = connection.createStatement()) {
            // As a build after this one would leave it.
            assertEquals(
                    1,
                    statement.executeUpdate(
                            "INSERT INTO flyway_schema_history (installed_rank, version, description, type, script, checksum,"
                                    + " installed_by, execution_time, success) SELECT max(installed_rank) + 1, '209901010000',"
                                    + " 'from the future', 'SQL', 'V209901010000__from_the_future.sql', 1, 'new', 1, true"
                                    + " FROM flyway_schema_history"));
            assertEquals(0, migrate(postgres, "latest").migrationsExecuted);
            Migrations.runPostgres(postgres);
        }
    }

    private static String newestPublished() throws IOException {
        String newest = PublishedMigrations.published().keySet().stream()
                .filter(file -> file.startsWith("postgres/"))
                .reduce("", (first, second) -> second);
        assertTrue(newest.matches("postgres/V\\d{12}__.*"), newest);
        return newest.substring(10, 22);
    }

    private static MigrateResult migrate(URI postgres, String target) {
        JdbcAddress address = JdbcAddress.postgres(postgres);
        return Flyway.configure(Migrations.class.getClassLoader())
                .dataSource(address.url(), address.user(), address.password())
                .locations(LOCATION)
                .target(target)
                .load()
                .migrate();
    }

    private static void writeAsTheOldBuild(Connection connection, String pipeline) throws IOException, SQLException {
        try (InputStream file =
                        Objects.requireNonNull(OldBuildOnNewSchemaTest.class.getResourceAsStream("old-build.sql"));
                Statement statement = connection.createStatement()) {
            String sql = new String(file.readAllBytes(), StandardCharsets.UTF_8);
            for (String each :
                    sql.replaceAll("(?m)^--.*$", "").replace("$p", pipeline).split(";\\s*\n", -1)) {
                if (!each.isBlank()) {
                    assertTrue(statement.executeUpdate(each) > 0, "nothing was written by " + each.strip());
                }
            }
        }
    }

    /** What the old build reads back, of the tables that decide. */
    private static String contents(Connection connection, String pipeline) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT l.committed || ',' || l.kept || ',' || p.version || ',' || p.epoch"
                                + " || ',' || r.state || ',' || v.slot || ',' || j.action || ',' || o.kind"
                                + " FROM ledger l JOIN active_pointer p USING (pipeline) JOIN replay r USING (pipeline)"
                                + " JOIN version v ON v.pipeline = l.pipeline AND v.number = 1 JOIN journal j ON j.pipeline = l.pipeline"
                                + " JOIN operation o ON o.pipeline = l.pipeline WHERE l.pipeline = '" + pipeline
                                + "'")) {
            assertTrue(row.next());
            return row.getString(1);
        }
    }

    private static Connection connect(URI postgres) throws SQLException {
        JdbcAddress address = JdbcAddress.postgres(postgres);
        return DriverManager.getConnection(address.url(), address.user(), address.password());
    }
}
