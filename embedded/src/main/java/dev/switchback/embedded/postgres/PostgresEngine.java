package dev.switchback.embedded.postgres;

import dev.switchback.embedded.folder.Cache;
import dev.switchback.embedded.folder.DataFolder;
import dev.switchback.embedded.folder.Ports;
import dev.switchback.embedded.folder.Secret;
import dev.switchback.embedded.process.EngineProcess;
import dev.switchback.embedded.process.PidFile;
import dev.switchback.embedded.process.ProcessSpec;
import dev.switchback.embedded.process.Readiness;
import dev.switchback.embedded.process.RunningEngine;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.postgresql.ds.PGSimpleDataSource;

/** One PostgreSQL with a user and a database of our own. */
public final class PostgresEngine implements RunningEngine {
    static final String USER = "switchback";
    private static final String NAME = "postgres";
    private static final Duration GRACE = Duration.ofSeconds(10);
    private static final Map<String, String> SETTINGS = Map.of(
            "listen_addresses", "127.0.0.1",
            "unix_socket_directories", "",
            "max_connections", "200",
            "shared_buffers", "64MB",
            "timezone", "UTC",
            "log_timezone", "UTC",
            "max_wal_size", "512MB",
            "autovacuum_naptime", "30s");

    private final EngineProcess process;
    private final URI address;

    private PostgresEngine(EngineProcess process, URI address) {
        this.process = process;
        this.address = address;
    }

    /** Starts it and waits until a query is answered from the database {@code switchback}. */
    public static PostgresEngine start(DataFolder folder, Ports ports, Cache cache) {
        PidFile.stopLeftover(folder.pidFile(NAME), "PostgreSQL", GRACE);
        PostgresBinaries binaries = PostgresBinaries.unpack(cache);
        List<String> prefix = Unprivileged.prefix();
        String password = Secret.of(folder);
        Path data = PostgresCluster.make(binaries, prefix, folder.data(NAME), Secret.file(folder), folder.log(NAME));
        StalePostmaster.clear(data, GRACE);
        int port = ports.kept(NAME);
        EngineProcess process = EngineProcess.start(new ProcessSpec(
                "PostgreSQL",
                Unprivileged.command(prefix, command(binaries, data, port)),
                Map.of(),
                folder.data(NAME),
                folder.log(NAME),
                folder.pidFile(NAME),
                "INT",
                GRACE));
        try {
            Readiness.await(
                    "PostgreSQL",
                    process,
                    Duration.ofMinutes(1),
                    () -> requireDatabase(source(port, password, "postgres")));
        } catch (RuntimeException e) {
            process.close();
            throw e;
        }
        return new PostgresEngine(
                process, URI.create("postgresql://" + USER + ":" + password + "@127.0.0.1:" + port + "/" + USER));
    }

    /** Unpacks the programs into a cache. */
    public static void fetch(Cache cache) {
        PostgresBinaries.unpack(cache);
    }

    private static List<String> command(PostgresBinaries binaries, Path data, int port) {
        List<String> command = new ArrayList<>(
                List.of(binaries.program("postgres").toString(), "-D", data.toString(), "-p", Integer.toString(port)));
        SETTINGS.forEach((name, value) -> {
            command.add("-c");
            command.add(name + "=" + value);
        });
        return command;
    }

    static PGSimpleDataSource source(int port, String password, String database) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setServerNames(new String[] {"127.0.0.1"});
        source.setPortNumbers(new int[] {port});
        source.setDatabaseName(database);
        source.setUser(USER);
        source.setPassword(password);
        source.setConnectTimeout(2);
        return source;
    }

    private static void requireDatabase(PGSimpleDataSource source) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            try (ResultSet found = statement.executeQuery("SELECT 1 FROM pg_database WHERE datname = '" + USER + "'")) {
                if (found.next()) {
                    return;
                }
            }
            statement.execute("CREATE DATABASE " + USER);
        }
    }

    /** {@code postgresql://user:password@host:port/database}. */
    public URI address() {
        return address;
    }

    @Override
    public boolean isAlive() {
        return process.isAlive();
    }

    @Override
    public void close() {
        process.close();
    }
}
