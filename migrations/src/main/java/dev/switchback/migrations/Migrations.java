package dev.switchback.migrations;

import java.net.URI;
import java.security.GeneralSecurityException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.core.api.output.MigrateResult;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The runner of all migrations. They are the SQL files beside this class, {@code VyyyyMMddHHmm__verb_object.sql}; those of ClickHouse concern
 * its database {@code switchback} only, since a version's tables are made and removed with the version.
 */
public final class Migrations {
    private static final Logger LOG = LoggerFactory.getLogger(Migrations.class);
    private static final String LOCATION = "classpath:dev/switchback/migrations/";

    /** Key of the advisory lock that admits one process at a time: "switchba" as ASCII. */
    private static final long LOCK = 0x7377697463686261L;

    private Migrations() {}

    /**
     * Applies what is missing; does nothing where all is applied. Processes that run it at the same time take turns: ClickHouse has no
     * locks, so one of PostgreSQL's covers both.
     *
     * @param postgres {@code postgresql://user:password@host:port/database}
     * @param clickHouse {@code http://user:password@host:port[,host:port…][?cluster=name]}; with a cluster, on all its servers
     * @throws MigrationException if a store cannot be reached, refuses a statement, or was migrated by a build with other files
     */
    public static void run(URI postgres, URI clickHouse) {
        inTurn(postgres, () -> {
            migratePostgres(postgres);
            migrateClickHouse(clickHouse);
        });
    }

    /** As {@link #run}, for PostgreSQL alone. */
    public static void runPostgres(URI postgres) {
        inTurn(postgres, () -> migratePostgres(postgres));
    }

    private static void inTurn(URI postgres, Runnable migrations) {
        JdbcAddress address = JdbcAddress.postgres(postgres);
        try (Connection connection = DriverManager.getConnection(address.url(), address.user(), address.password());
                Statement statement = connection.createStatement()) {
            statement.execute("SET lock_timeout = '2min'");
            // The lock is the session's: it ends with the connection, however this process ends.
            statement.execute("SELECT pg_advisory_lock(" + LOCK + ")");
            migrations.run();
        } catch (SQLException e) {
            throw failure("PostgreSQL", postgres, e);
        }
    }

    private static void migratePostgres(URI postgres) {
        migrate("PostgreSQL", postgres, at(JdbcAddress.postgres(postgres)).locations(LOCATION + "postgres"));
    }

    private static void migrateClickHouse(URI clickHouse) {
        ClickHouseTarget target = ClickHouseTarget.of(clickHouse);
        FluentConfiguration configuration = at(JdbcAddress.clickHouse(target.address()))
                .configuration(target.settings())
                .placeholders(target.placeholders())
                .schemas("switchback")
                .defaultSchema("switchback")
                .createSchemas(true)
                .locations(LOCATION + "clickhouse");
        migrate("ClickHouse", target.address(), configuration);
    }

    private static FluentConfiguration at(JdbcAddress address) {
        return Flyway.configure(Migrations.class.getClassLoader())
                .dataSource(address.url(), address.user(), address.password())
                .validateMigrationNaming(true)
                .connectRetries(0);
    }

    private static void migrate(String store, URI uri, FluentConfiguration configuration) {
        try {
            MigrateResult result = configuration.load().migrate();
            LOG.info("{}: {} migrations applied", store, result.migrationsExecuted);
        } catch (RuntimeException e) {
            // Flyway's own, or that of a driver which Flyway let through.
            throw failure(store, uri, e);
        }
    }

    /** The driver's words for a replica, and for a certificate, say little. */
    private static String plain(Throwable root) {
        String reason = String.valueOf(root.getMessage())
                .strip()
                .replaceAll("\\s*\\R\\s*", " ")
                .replaceAll("\\.+$", "");
        if (root instanceof GeneralSecurityException
                || root instanceof SSLPeerUnverifiedException
                || reason.contains("could not be verified by hostnameverifier")) {
            return "its certificate is not trusted: " + reason
                    + "; put the authority that signed it into the file that SWITCHBACK_CA (or sslrootcert in PostgreSQL's URL) names,"
                    + " and name the server as the certificate does";
        }
        return reason.contains("targetServerType: primary") || reason.contains("read-only transaction")
                ? "it is read-only (a replica?): " + reason
                : reason;
    }

    private static MigrationException failure(String store, URI uri, Exception cause) {
        Throwable root = cause;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return new MigrationException(
                "cannot migrate " + store + " at " + JdbcAddress.servers(uri) + ": " + plain(root)
                        + "; check that it runs, and the user, password and rights in its URL",
                cause);
    }
}
