package dev.switchback.views.postgres;

import com.zaxxer.hikari.HikariDataSource;
import dev.switchback.embedded.testing.TestEngines;
import dev.switchback.migrations.Migrations;
import java.net.URI;
import javax.sql.DataSource;

/** One migrated database for all tests of the JVM; each test names its own pipelines. */
final class TestDatabase {
    /** Whoever has a lease is asked at every switch, of any pipeline: tests of leases and switches run one after the other. */
    static final String LEASES = "the leases of TestDatabase";

    static final URI ADDRESS = migrated();
    private static final HikariDataSource POOL = PostgresPool.open(ADDRESS, 24);

    private TestDatabase() {}

    static DataSource dataSource() {
        return POOL;
    }

    private static URI migrated() {
        URI address = TestEngines.newPostgresDatabase();
        Migrations.runPostgres(address);
        return address;
    }
}
