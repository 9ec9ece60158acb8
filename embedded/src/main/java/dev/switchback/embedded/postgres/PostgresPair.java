package dev.switchback.embedded.postgres;

import dev.switchback.embedded.EngineException;
import dev.switchback.embedded.folder.Cache;
import dev.switchback.embedded.folder.DataFolder;
import dev.switchback.embedded.folder.FreeSpace;
import dev.switchback.embedded.folder.Ports;
import dev.switchback.embedded.folder.Secret;
import dev.switchback.embedded.process.EngineProcess;
import dev.switchback.embedded.process.ProcessSpec;
import dev.switchback.embedded.process.Readiness;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * For tests: a primary with a standby that follows it by streaming replication, synchronously; the primary can be killed and the standby promoted. For
 * one thread.
 */
public final class PostgresPair implements AutoCloseable {
    private static final String STANDBY = "standby";
    private static final Duration GRACE = Duration.ofSeconds(10);
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final DataFolder folder;
    private final PostgresBinaries binaries;
    private final List<String> prefix = Unprivileged.prefix();
    private final Server first;
    private final Server second;
    private EngineProcess firstProcess;
    private final EngineProcess secondProcess;

    private record Server(String name, Path data, int port) {}

    /** Starts both in an empty folder, and returns when each commit of the primary waits for the standby. */
    public PostgresPair(Path root) {
        folder = DataFolder.open(root, FreeSpace.OF_DISK);
        binaries = PostgresBinaries.unpack(Cache.ofUser());
        Ports ports = new Ports(folder);
        // The file has to be there for initdb.
        var _ = Secret.of(folder);
        first = new Server(
                "first",
                PostgresCluster.make(binaries, prefix, folder.data("first"), Secret.file(folder), folder.log("first")),
                ports.kept("first"));
        second = new Server("second", folder.data("second").resolve("data"), ports.kept("second"));
        firstProcess = start(first);
        execute(first, "postgres", "CREATE DATABASE " + PostgresEngine.USER);
        copy();
        secondProcess = start(second);
        execute(first, "postgres", "ALTER SYSTEM SET synchronous_standby_names = '" + STANDBY + "'");
        execute(first, "postgres", "SELECT pg_reload_conf()");
        await(
                "the standby to follow",
                () -> "sync".equals(value(first, "SELECT max(sync_state) FROM pg_stat_replication")));
    }

    private EngineProcess start(Server server) {
        List<String> command = new ArrayList<>(List.of(
                binaries.program("postgres").toString(),
                "-D",
                server.data.toString(),
                "-p",
                Integer.toString(server.port)));
        for (String setting : List.of(
                "listen_addresses=127.0.0.1",
                "unix_socket_directories=",
                "max_connections=100",
                "shared_buffers=32MB",
                "wal_level=replica",
                "wal_keep_size=256MB",
                "wal_receiver_status_interval=1s",
                "timezone=UTC")) {
            command.add("-c");
            command.add(setting);
        }
        EngineProcess process = EngineProcess.start(new ProcessSpec(
                "PostgreSQL",
                Unprivileged.command(prefix, command),
                Map.of(),
                folder.data(server.name),
                folder.log(server.name),
                folder.pidFile(server.name),
                "INT",
                GRACE));
        Readiness.await("PostgreSQL", process, PATIENCE, () -> value(server, "SELECT 'up'"));
        return process;
    }

    /** A base backup as the documentation describes it for those without {@code pg_basebackup}, which is not in the archive. */
    private void copy() {
        try (Connection connection = connect(first, "postgres");
                Statement statement = connection.createStatement()) {
            statement.execute("SELECT pg_backup_start('standby', true)");
            copyFiles();
            try (ResultSet label = statement.executeQuery("SELECT labelfile FROM pg_backup_stop(false)")) {
                label.next();
                Files.writeString(second.data.resolve("backup_label"), label.getString(1));
            }
            follow(second.data, first.port);
        } catch (SQLException | IOException e) {
            throw new EngineException("the standby cannot be made: " + e.getMessage(), e);
        }
    }

    private void copyFiles() throws IOException {
        try {
            Process copied = new ProcessBuilder("cp", "-a", first.data.toString(), second.data.toString()).start();
            // Files may go while they are copied; the log has what becomes of them.
            if (!copied.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IOException("the copy took too long");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
        Files.deleteIfExists(second.data.resolve("postmaster.pid"));
        Cache.deleteTree(second.data.resolve("pg_wal"));
        Files.createDirectories(second.data.resolve("pg_wal").resolve("archive_status"));
    }

    private void follow(Path data, int port) throws IOException {
        Files.writeString(
                data.resolve("postgresql.auto.conf"),
                "primary_conninfo = 'host=127.0.0.1 port=" + port + " user=" + PostgresEngine.USER + " password="
                        + Secret.of(folder) + " application_name=" + STANDBY + "'\nsynchronous_standby_names = ''\n",
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
        Files.createFile(data.resolve("standby.signal"));
    }

    /** The primary dies without a word, with all its processes. */
    public void killFirst() {
        try {
            long pid = Long.parseLong(
                    Files.readAllLines(folder.pidFile(first.name)).getFirst());
            ProcessHandle process = ProcessHandle.of(pid).orElseThrow();
            List<String> command = new ArrayList<>(List.of("kill", "-KILL", Long.toString(pid)));
            process.descendants().forEach(each -> command.add(Long.toString(each.pid())));
            new ProcessBuilder(command).start().waitFor();
            process.onExit().join();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The standby becomes the primary; returns when it takes writes. */
    public void promoteSecond() {
        execute(second, "postgres", "SELECT pg_promote(true, 60)");
        await("the standby to be promoted", () -> "f".equals(value(second, "SELECT pg_is_in_recovery()")));
    }

    /** The old primary comes back as what it may be now: a replica, which is stale. */
    public void reviveFirstAsReplica() {
        try {
            firstProcess.close();
            StalePostmaster.clear(first.data, GRACE);
            Files.createFile(first.data.resolve("standby.signal"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        firstProcess = start(first);
    }

    /** The second server, as its administrator: one statement. */
    public void executeOnSecond(String sql) {
        execute(second, "postgres", sql);
    }

    /** The URL that names both. */
    public URI both() {
        return uri("127.0.0.1:" + first.port + ",127.0.0.1:" + second.port);
    }

    public URI first() {
        return uri("127.0.0.1:" + first.port);
    }

    public URI second() {
        return uri("127.0.0.1:" + second.port);
    }

    private URI uri(String servers) {
        return URI.create("postgresql://" + PostgresEngine.USER + ":" + Secret.of(folder) + "@" + servers + "/"
                + PostgresEngine.USER);
    }

    private Connection connect(Server server, String database) throws SQLException {
        return PostgresEngine.source(server.port, Secret.of(folder), database).getConnection();
    }

    private String value(Server server, String sql) throws SQLException {
        try (Connection connection = connect(server, "postgres");
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.next() ? String.valueOf(row.getString(1)) : "";
        }
    }

    private void execute(Server server, String database, String sql) {
        try (Connection connection = connect(server, database);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new EngineException(sql + " failed: " + e.getMessage(), e);
        }
    }

    private interface Question {
        boolean holds() throws SQLException;
    }

    private void await(String what, Question question) {
        Readiness.await("PostgreSQL", secondProcess, PATIENCE, () -> {
            if (!question.holds()) {
                throw new IOException("waits for " + what);
            }
        });
    }

    @Override
    public void close() {
        secondProcess.close();
        firstProcess.close();
        folder.close();
    }
}
