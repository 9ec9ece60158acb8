package dev.switchback.embedded.chdb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.clickhouse.client.api.Client;
import com.clickhouse.client.api.insert.InsertResponse;
import com.clickhouse.client.api.insert.InsertSettings;
import com.clickhouse.client.api.query.GenericRecord;
import com.clickhouse.data.ClickHouseFormat;
import dev.switchback.embedded.testing.TestEngines;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The drivers that the product uses, against the embedded ClickHouse. */
class DriversTest {
    private static final String DATABASE = TestEngines.uniqueName("drivers");
    private static Client client;

    @BeforeAll
    static void connect() throws Exception {
        URI engine = TestEngines.clickHouse();
        String[] user = engine.getUserInfo().split(":", 2);
        client = new Client.Builder()
                .addEndpoint("http://" + engine.getHost() + ":" + engine.getPort())
                .setUsername(user[0])
                .setPassword(user[1])
                .compressServerResponse(false)
                .compressClientRequest(false)
                .build();
        run("CREATE DATABASE " + DATABASE + " ENGINE = Atomic");
    }

    @AfterAll
    static void close() {
        client.close();
    }

    private static void run(String sql) throws Exception {
        client.execute(sql).get().close();
    }

    private static List<String> firstColumn(String sql) {
        return client.queryAll(sql).stream().map(row -> row.getString(1)).toList();
    }

    /** One row of (UInt64, String) in RowBinary. */
    private static byte[] rowBinary(int count, String text) {
        ByteArrayOutputStream rows = new ByteArrayOutputStream();
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        for (long i = 0; i < count; i++) {
            rows.writeBytes(ByteBuffer.allocate(8)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(i)
                    .array());
            rows.write(bytes.length);
            rows.writeBytes(bytes);
        }
        return rows.toByteArray();
    }

    private static long insert(String table, byte[] rows, String token) throws Exception {
        InsertSettings settings = new InsertSettings();
        if (!token.isEmpty()) {
            settings.serverSetting("insert_deduplication_token", token);
        }
        try (InsertResponse response = client.insert(
                        DATABASE + "." + table, new ByteArrayInputStream(rows), ClickHouseFormat.RowBinary, settings)
                .get()) {
            return response.getWrittenRows();
        }
    }

    @Test
    void clientInsertsRowBinaryWhateverBytesItHolds() throws Exception {
        run("CREATE TABLE " + DATABASE + ".bytes (id UInt64, text String) ENGINE = MergeTree ORDER BY id");
        String text = "\n\n;'\u0000 FORMAT TSV \t\\\n\nDROP TABLE x";
        // Ids 10 and 2570 hold line breaks too, and an empty line ends the data for the library.
        assertEquals(3_000, insert("bytes", rowBinary(3_000, text), ""));
        assertEquals(
                List.of("3000"),
                firstColumn("SELECT count() FROM " + DATABASE + ".bytes WHERE hex(text) = '"
                        + HexFormat.of().withUpperCase().formatHex(text.getBytes(StandardCharsets.UTF_8)) + "'"));
        assertEquals(List.of("4498500"), firstColumn("SELECT sum(id) FROM " + DATABASE + ".bytes"));
    }

    @Test
    void memoryIsThatOfItsOwnProcess() throws Exception {
        assertEquals(
                List.of("0"),
                firstColumn("SELECT value FROM system.server_settings WHERE name = 'memory_worker_use_cgroup'"));
    }

    @Test
    void clientReadsNamesTypesAndParameters() throws Exception {
        List<GenericRecord> rows = client.queryAll(
                "SELECT toDateTime64('2015-09-12 00:46:58.771', 3, 'UTC') AS at, CAST(NULL, 'Nullable(Int64)') AS none,"
                        + " [1, 2] AS list, toDecimal64('1.25', 2) AS price, {name:String} AS name",
                Map.of("name", "a'b\\c"));
        assertEquals(1, rows.size());
        GenericRecord row = rows.getFirst();
        assertEquals(
                "2015-09-12T00:46:58.771Z",
                row.getZonedDateTime("at").toInstant().toString());
        assertFalse(row.hasValue("none"));
        assertEquals("1.25", row.getBigDecimal("price").toPlainString());
        assertEquals("a'b\\c", row.getString("name"));
    }

    @Test
    void repeatedTokenInsertsOnceAndAnotherTokenAgain() throws Exception {
        run("CREATE TABLE " + DATABASE + ".tokens (id UInt64, text String) ENGINE = AggregatingMergeTree ORDER BY id"
                + " SETTINGS non_replicated_deduplication_window = 1000");
        insert("tokens", rowBinary(10, "x"), "p/1/v/0/0/9");
        insert("tokens", rowBinary(10, "x"), "p/1/v/0/0/9");
        assertEquals(List.of("10"), firstColumn("SELECT count() FROM " + DATABASE + ".tokens"));
        insert("tokens", rowBinary(5, "y"), "p/1/v/0/10/14");
        assertEquals(List.of("15"), firstColumn("SELECT count() FROM " + DATABASE + ".tokens"));
        assertEquals(
                List.of(""),
                firstColumn("SELECT getSetting('insert_deduplication_token')"),
                "a setting of one insert stays with it");
    }

    @Test
    void ephemeralColumnsBuildStatesAtInsert() throws Exception {
        run("CREATE TABLE " + DATABASE + ".states (k UInt64, raw Array(String) EPHEMERAL,"
                + " users AggregateFunction(uniqExact, String) DEFAULT arrayReduce('uniqExactState', raw))"
                + " ENGINE = AggregatingMergeTree ORDER BY k");
        run("INSERT INTO " + DATABASE + ".states (k, raw) VALUES (1, ['a', 'b']), (1, ['b', 'c']), (2, [])");
        assertEquals(
                List.of("3", "0"),
                firstColumn("SELECT uniqExactMerge(users) FROM " + DATABASE + ".states GROUP BY k ORDER BY k"));
    }

    /** Without the JVM's own signal handlers the process dies here within a second (docs/adr/011). */
    @Test
    void staysAliveUnderLoad() throws Exception {
        run("CREATE TABLE " + DATABASE + ".load (id UInt64, text String) ENGINE = MergeTree ORDER BY id");
        try (ExecutorService threads = Executors.newFixedThreadPool(3)) {
            List<Callable<Long>> work = Collections.nCopies(3, () -> {
                long written = 0;
                for (int i = 0; i < 60; i++) {
                    written += insert("load", rowBinary(i % 5 == 0 ? 40_000 : 500, "some text"), "");
                    assertEquals(List.of("1"), firstColumn("SELECT 1"));
                }
                return written;
            });
            for (Future<Long> each : threads.invokeAll(work)) {
                assertEquals(12 * 40_000 + 48 * 500, each.get());
            }
        }
        assertEquals(List.of("1512000"), firstColumn("SELECT count() FROM " + DATABASE + ".load"));
    }

    @Test
    void viewsAreReplacedAndTablesExchanged() throws Exception {
        run("CREATE TABLE " + DATABASE + ".one ENGINE = MergeTree ORDER BY tuple() AS SELECT 1 AS n");
        run("CREATE TABLE " + DATABASE + ".two ENGINE = MergeTree ORDER BY tuple() AS SELECT 2 AS n");
        run("CREATE OR REPLACE VIEW " + DATABASE + ".stable AS SELECT n FROM " + DATABASE + ".one");
        assertEquals(List.of("1"), firstColumn("SELECT n FROM " + DATABASE + ".stable"));
        run("CREATE OR REPLACE VIEW " + DATABASE + ".stable AS SELECT n FROM " + DATABASE + ".two");
        assertEquals(List.of("2"), firstColumn("SELECT n FROM " + DATABASE + ".stable"));
        run("EXCHANGE TABLES " + DATABASE + ".one AND " + DATABASE + ".two");
        assertEquals(List.of("1"), firstColumn("SELECT n FROM " + DATABASE + ".stable"));
    }

    private static Connection jdbc(String database) throws SQLException {
        URI engine = TestEngines.clickHouse();
        String[] user = engine.getUserInfo().split(":", 2);
        Properties properties = new Properties();
        properties.setProperty("user", user[0]);
        properties.setProperty("password", user[1]);
        properties.setProperty("compress", "false");
        return DriverManager.getConnection(
                "jdbc:clickhouse://" + engine.getHost() + ":" + engine.getPort() + "/" + database, properties);
    }

    @Test
    void jdbcRunsStatementsAndReportsErrors() throws Exception {
        try (Connection connection = jdbc(DATABASE);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE jdbc (id Int64, name Nullable(String)) ENGINE = MergeTree ORDER BY id");
            try (PreparedStatement insert = connection.prepareStatement("INSERT INTO jdbc (id, name) VALUES (?, ?)")) {
                for (long i = 0; i < 3; i++) {
                    insert.setLong(1, i);
                    insert.setString(2, i == 1 ? null : "n;'" + i);
                    insert.addBatch();
                }
                insert.executeBatch();
            }
            try (ResultSet rows = statement.executeQuery("SELECT id, name FROM jdbc ORDER BY id DESC")) {
                assertTrue(rows.next());
                assertEquals("n;'2", rows.getString("name"));
                assertTrue(rows.next());
                assertEquals(null, rows.getString("name"));
            }
            SQLException missing =
                    assertThrows(SQLException.class, () -> statement.executeQuery("SELECT * FROM nowhere"));
            assertEquals(60, missing.getErrorCode());
        }
    }

    @Test
    void flywayMigratesOnceAndStaysThere(@TempDir java.nio.file.Path folder) throws Exception {
        java.nio.file.Files.writeString(
                folder.resolve("V202601010000__create_things.sql"),
                "CREATE TABLE things (id UInt64) ENGINE = MergeTree ORDER BY id;\nINSERT INTO things VALUES (1), (2);\n");
        String database = TestEngines.uniqueName("flyway");
        run("CREATE DATABASE " + database + " ENGINE = Atomic");
        URI engine = TestEngines.clickHouse();
        String[] user = engine.getUserInfo().split(":", 2);
        Flyway flyway = Flyway.configure()
                .dataSource(
                        "jdbc:clickhouse://" + engine.getHost() + ":" + engine.getPort() + "/" + database
                                + "?compress=false",
                        user[0],
                        user[1])
                .locations("filesystem:" + folder)
                .load();
        assertEquals(1, flyway.migrate().migrationsExecuted);
        assertEquals(0, flyway.migrate().migrationsExecuted);
        assertEquals(List.of("2"), firstColumn("SELECT count() FROM " + database + ".things"));
    }
}
