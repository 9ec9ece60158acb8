package dev.switchback.views.postgres;

import dev.switchback.views.VersionId;
import dev.switchback.views.reader.Drains;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;

/** The controller's side of draining in PostgreSQL. */
public final class PostgresDrains implements Drains {
    private static final String AWAITED = """
            FROM version_drain drain JOIN query_server_lease lease ON lease.expires_at > clock_timestamp()
                AND NOT EXISTS (SELECT 1 FROM drain_acknowledgement done
                    WHERE done.server = lease.server AND done.drain = drain.id)""";

    /** Each drain once per awaited server, or once without one. */
    private static final String DRAINING = """
            SELECT drain.version, awaited.server,
                extract(epoch FROM clock_timestamp() - drain.begun_at) * 1000 AS age_millis,
                coalesce(reads.queries, 0) AS queries, coalesce(reads.oldest_millis, 0) AS oldest_millis
            FROM version_drain drain
            LEFT JOIN (SELECT drain.id, lease.server\s""" + AWAITED + """
            ) awaited ON awaited.id = drain.id
            LEFT JOIN (SELECT server, unnest(pipelines) AS pipeline, unnest(versions) AS version,
                    unnest(queries) AS queries, unnest(oldest_millis) AS oldest_millis FROM query_server_report) reads
                ON reads.server = awaited.server AND reads.pipeline = drain.pipeline AND reads.version = drain.version
            WHERE drain.pipeline = ? ORDER BY drain.version, awaited.server""";

    /** Reports of servers that gave up their lease, or had none for a day. */
    private static final String FORGET = """
            DELETE FROM query_server_report report WHERE reported_at < clock_timestamp() - interval '1 minute'
            AND NOT EXISTS (SELECT 1 FROM query_server_lease lease WHERE lease.server = report.server)""";

    private static final String FORGET_FIGURES = """
            DELETE FROM query_server_figures figures WHERE NOT EXISTS (
                SELECT 1 FROM query_server_report report WHERE report.server = figures.server)""";

    private final Database database;

    public PostgresDrains(DataSource dataSource) {
        this.database = new Database(dataSource);
    }

    @Override
    public void begin(VersionId version) {
        database.run(on -> on.update(
                        "INSERT INTO version_drain (pipeline, version) VALUES (?, ?) ON CONFLICT DO NOTHING",
                        version.pipeline(),
                        version.number())
                + on.update(FORGET)
                + on.update(FORGET_FIGURES));
    }

    @Override
    public Set<UUID> awaited(VersionId version) {
        return new HashSet<>(database.run(on -> on.list(
                "SELECT lease.server " + AWAITED + " WHERE drain.pipeline = ? AND drain.version = ?",
                row -> row.getObject(1, UUID.class),
                version.pipeline(),
                version.number())));
    }

    @Override
    public void end(VersionId version) {
        database.run(on -> on.update(
                "DELETE FROM version_drain WHERE pipeline = ? AND version = ?", version.pipeline(), version.number()));
    }

    @Override
    public List<Draining> of(String pipeline) {
        Map<Integer, Draining> drains = new LinkedHashMap<>();
        database.run(on -> on.list(DRAINING, row -> add(drains, row), pipeline));
        return List.copyOf(drains.values());
    }

    private static Draining add(Map<Integer, Draining> drains, ResultSet row) throws SQLException {
        int version = row.getInt("version");
        Duration age = Duration.ofMillis(row.getLong("age_millis"));
        Draining draining = drains.computeIfAbsent(version, number -> new Draining(number, age, new ArrayList<>()));
        UUID server = row.getObject("server", UUID.class);
        if (server != null) {
            draining.awaited()
                    .add(new Awaited(server, row.getInt("queries"), Duration.ofMillis(row.getLong("oldest_millis"))));
        }
        return draining;
    }
}
