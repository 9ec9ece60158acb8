package dev.switchback.views.postgres;

import dev.switchback.views.reader.EpochFigures;
import dev.switchback.views.reader.QueryReports;
import dev.switchback.views.reader.ServedQueries;
import java.util.List;
import javax.sql.DataSource;

/** What query servers measure, as they left it in PostgreSQL. */
public final class PostgresQueryReports implements QueryReports {
    private static final String SERVERS = """
            SELECT count(*) AS servers, count(*) FILTER (WHERE report.reported_at IS NULL
                OR report.reported_at < clock_timestamp() - interval '5 seconds') AS silent
            FROM query_server_lease lease LEFT JOIN query_server_report report USING (server)
            WHERE lease.expires_at > clock_timestamp()""";

    private static final String FIGURES = """
            SELECT answered, failed, latencies FROM query_server_figures figures
            JOIN query_server_lease lease USING (server)
            WHERE pipeline = ? AND epoch = ? AND lease.expires_at > clock_timestamp()""";

    private final Database database;

    public PostgresQueryReports(DataSource dataSource) {
        this.database = new Database(dataSource);
    }

    @Override
    public ServedQueries served(String pipeline, long epoch) {
        return database.run(on -> {
            List<EpochFigures> figures = on.list(
                    FIGURES,
                    row -> new EpochFigures(
                            pipeline, epoch, row.getLong("answered"), row.getLong("failed"), List.of((Long[])
                                    row.getArray("latencies").getArray())),
                    pipeline,
                    epoch);
            return on.first(SERVERS, row -> ServedQueries.of(row.getInt("servers"), row.getInt("silent"), figures))
                    .orElseThrow();
        });
    }
}
