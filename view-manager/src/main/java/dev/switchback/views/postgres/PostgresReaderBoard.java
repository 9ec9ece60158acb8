package dev.switchback.views.postgres;

import dev.switchback.views.VersionId;
import dev.switchback.views.reader.Drain;
import dev.switchback.views.reader.EpochFigures;
import dev.switchback.views.reader.ReaderBoard;
import dev.switchback.views.reader.RunningReads;
import java.sql.SQLException;
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

    private static final String FIGURES = """
            INSERT INTO query_server_figures (server, pipeline, epoch, answered, failed, latencies)
            VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT (server, pipeline) DO UPDATE SET epoch = excluded.epoch, answered = excluded.answered,
            failed = excluded.failed, latencies = excluded.latencies""";

    private final Database database;

    public PostgresReaderBoard(DataSource dataSource) {
        this.database = new Database(dataSource);
    }

    @Override
    public List<Drain> report(UUID server, List<RunningReads> running, List<EpochFigures> figures) {
        return database.run(on -> {
            for (EpochFigures one : figures) {
                on.update(
                        FIGURES,
                        server,
                        one.pipeline(),
                        one.epoch(),
                        one.answered(),
                        one.failed(),
                        one.latencies().toArray(Long[]::new));
            }
            return drains(on, server, running);
        });
    }

    private static List<Drain> drains(Statements on, UUID server, List<RunningReads> running) throws SQLException {
        return on.list(
                REPORT,
                row -> new Drain(row.getLong("id"), new VersionId(row.getString("pipeline"), row.getInt("version"))),
                server,
                running.stream().map(reads -> reads.version().pipeline()).toArray(String[]::new),
                running.stream().map(reads -> reads.version().number()).toArray(Integer[]::new),
                running.stream().map(RunningReads::queries).toArray(Integer[]::new),
                running.stream().map(reads -> reads.oldest().toMillis()).toArray(Long[]::new));
    }

    @Override
    public void acknowledge(UUID server, List<Drain> drains) {
        database.run(on ->
                on.update(ACKNOWLEDGE, server, drains.stream().map(Drain::id).toArray(Long[]::new)));
    }
}
