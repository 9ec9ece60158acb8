package dev.switchback.views.postgres;

import com.zaxxer.hikari.HikariDataSource;
import dev.switchback.views.StoreDeniedException;
import dev.switchback.views.trust.TlsFailures;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Tells a PostgreSQL that can be written to from one that cannot: a replica, or a server that an administrator made read-only. Nothing may be read
 * from the latter either, for it may be stale (promise P5).
 */
public final class PostgresRole {
    /** {@code read_only_sql_transaction}. */
    private static final String READ_ONLY = "25006";
    /** How the driver says that no server among those given is one. */
    private static final String NO_PRIMARY = "targetServerType: primary";

    /** One file instead, for PostgreSQL alone. */
    private static final String ROOT_CERTIFICATE =
            " Where SWITCHBACK_POSTGRES has sslrootcert, the authority has to be in the file that this names.";

    private static final String WRITABLE =
            "SELECT NOT pg_is_in_recovery() AND NOT current_setting('transaction_read_only')::boolean";

    private PostgresRole() {}

    /**
     * Asks once.
     *
     * @return true: it is a primary
     * @throws StoreDeniedException if the servers that answer are read-only
     * @throws dev.switchback.views.StoreUnavailableException if none answers
     */
    public static boolean requirePrimary(DataSource database) {
        try (Connection connection = database.getConnection()) {
            requirePrimary(connection);
            return true;
        } catch (SQLException e) {
            throw Database.translate(e, database);
        }
    }

    /** @throws SQLException of the state {@value #READ_ONLY} if the server is read-only */
    public static void requirePrimary(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(WRITABLE)) {
            if (!row.next() || !row.getBoolean(1)) {
                throw new SQLException("the server takes no writes", READ_ONLY);
            }
        }
    }

    /**
     * Whether commits wait for a standby, so that a fail-over loses none.
     *
     * @throws dev.switchback.views.StoreUnavailableException if no primary answers
     */
    public static boolean replicatesSynchronously(DataSource database) {
        return new Database(database)
                .run(on ->
                        on.first("SELECT current_setting('synchronous_standby_names') <> ''", row -> row.getBoolean(1)))
                .orElse(false);
    }

    /**
     * What an error of the driver means, if it means that the server is read-only, or that TLS with it fails by its certificate.
     *
     * @param database that it came from; a pool of {@link PostgresPool} knows its servers
     */
    public static Optional<StoreDeniedException> refusal(SQLException e, DataSource database) {
        String name = database instanceof HikariDataSource pool ? pool.getPoolName() : "PostgreSQL";
        Optional<String> mistrust = TlsFailures.mistrust(name, e);
        if (mistrust.isPresent()) {
            return Optional.of(new StoreDeniedException(mistrust.get() + ROOT_CERTIFICATE, e));
        }
        return isReadOnly(e)
                ? Optional.of(new StoreDeniedException(
                        name + " is read-only (a replica?): " + e.getMessage()
                                + ". Name the primary in SWITCHBACK_POSTGRES, or all servers: host:port,host:port.",
                        e))
                : Optional.empty();
    }

    static boolean isReadOnly(@Nullable Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql
                    && (READ_ONLY.equals(sql.getSQLState())
                            || String.valueOf(sql.getMessage()).contains(NO_PRIMARY))) {
                return true;
            }
        }
        return false;
    }
}
