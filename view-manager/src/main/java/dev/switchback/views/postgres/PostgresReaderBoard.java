package dev.switchback.views.postgres;

import dev.switchback.views.VersionId;
import dev.switchback.views.reader.Drain;
import dev.switchback.views.reader.ReaderBoard;
import dev.switchback.views.reader.RunningReads;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;

/** The query servers' side of draining in PostgreSQL. Every step is one statement that commits by itself. */
public final class PostgresReaderBoard implements ReaderBoard {
    private static final String REPORT = """
            WITH report AS (
                INSERT INTO query_server_report (server, reported_at, pipelines, versions, queries, oldest_millis)
                VALUES (?, clock_timestamp(), ?, ?, ?, ?)
                ON CONFLICT (server) DO UPDATE SET reported_at = excluded.reported_at, pipelines = excluded.pipelines,
                    versions = excluded.versions, queries = excluded.queries, oldest_millis = excluded.oldest_millis)
            SELECT id, pipeline, version FROM version_drain ORDER BY id""";

    /** The drains are locked: one that ends meanwhile is not acknowledged any more. */
    private static final String ACKNOWLEDGE = """
            INSERT INTO drain_acknowledgement (server, drain)
            SELECT ?, id FROM version_drain WHERE id = ANY(?) FOR KEY SHARE
            ON CONFLICT DO NOTHING""";

    private final Database database;

    public PostgresReaderBoard(DataSource dataSource) {
        this.database = new Database(dataSource);
    }

    @Override
    public List<Drain> report(UUID server, List<RunningReads> running) {
        return database.run(on -> on.list(
                REPORT,
                row -> new Drain(row.getLong("id"), new VersionId(row.getString("pipeline"), row.getInt("version"))),
                server,
                running.stream().map(reads -> reads.version().pipeline()).toArray(String[]::new),
                running.stream().map(reads -> reads.version().number()).toArray(Integer[]::new),
                running.stream().map(RunningReads::queries).toArray(Integer[]::new),
                running.stream().map(reads -> reads.oldest().toMillis()).toArray(Long[]::new)));
    }

    @Override
    public void acknowledge(UUID server, List<Drain> drains) {
        database.run(on ->
                on.update(ACKNOWLEDGE, server, drains.stream().map(Drain::id).toArray(Long[]::new)));
    }
}
