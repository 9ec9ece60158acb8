package dev.switchback.views.postgres;

import dev.switchback.views.pointer.Pointer;
import dev.switchback.views.pointer.PointerLeases;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import javax.sql.DataSource;

/**
 * The query servers' side of the switch barrier in PostgreSQL. Every step is one statement that commits by itself, so a server that is
 * paused keeps no lock (ADR 031).
 */
public final class PostgresPointerLeases implements PointerLeases {
    /**
     * Both parts run in one transaction; the share locks are kept to its end. The outer query reads the clock after the rows are locked.
     */
    private static final String RENEW = """
            WITH lease AS (
                INSERT INTO query_server_lease (server, expires_at)
                VALUES (?, clock_timestamp() + ? * interval '1 millisecond')
                ON CONFLICT (server) DO UPDATE SET expires_at = excluded.expires_at),
            settled AS MATERIALIZED (SELECT * FROM active_pointer ORDER BY pipeline FOR SHARE)
            SELECT\s""" + PointerRows.COLUMNS + " FROM settled";

    /**
     * The statement's commit does not wait for the disk. It holds queries up, and nothing is lost with it that anybody needs: row locks end with
     * a crash, and a forgotten acknowledgement makes a flip wait (ADR 193).
     */
    private static final String QUICKLY =
            "WITH quickly AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true))";

    private static final String LOOK = QUICKLY + """
            , settled AS MATERIALIZED (SELECT * FROM active_pointer ORDER BY pipeline FOR SHARE)
            SELECT\s""" + PointerRows.COLUMNS + " FROM quickly, settled";

    private static final String ACKNOWLEDGE = QUICKLY + "\n" + """
            INSERT INTO barrier_acknowledgement AS held (server, pipeline, preparation)
            SELECT ?, ?, ? FROM quickly
            ON CONFLICT (server, pipeline) DO UPDATE SET preparation = greatest(held.preparation, excluded.preparation)""";

    private static final String READ_SETTLED = """
            WITH settled AS MATERIALIZED (SELECT * FROM active_pointer WHERE pipeline = ? FOR SHARE)
            SELECT\s""" + PointerRows.COLUMNS + " FROM settled";

    private final DataSource dataSource;
    private final Database database;

    public PostgresPointerLeases(DataSource dataSource) {
        this.dataSource = dataSource;
        this.database = new Database(dataSource);
    }

    @Override
    public List<Pointer> renew(UUID server, Duration lease) {
        return database.run(on -> on.list(RENEW, PointerRows::pointer, server, lease.toMillis()));
    }

    @Override
    public List<Pointer> look() {
        return database.run(on -> on.list(LOOK, PointerRows::pointer));
    }

    @Override
    public void acknowledge(UUID server, String pipeline, long preparation) {
        database.run(on -> on.update(ACKNOWLEDGE, server, pipeline, preparation));
    }

    @Override
    public Pointer readSettled(String pipeline) {
        return database.run(on ->
                on.first(READ_SETTLED, PointerRows::pointer, pipeline).orElseGet(() -> PointerRows.none(pipeline)));
    }

    @Override
    public void release(UUID server) {
        database.run(on -> on.update("DELETE FROM query_server_lease WHERE server = ?", server)
                + on.update("DELETE FROM barrier_acknowledgement WHERE server = ?", server));
    }

    @Override
    public AutoCloseable listen(Consumer<String> listener) {
        return PointerListener.start(dataSource, listener);
    }
}
