package dev.switchback.views.postgres;

import dev.switchback.views.StoreDeniedException;
import dev.switchback.views.StoreException;
import dev.switchback.views.StoreUnavailableException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Runs the adapters' work on connections of a pool (autocommit, READ COMMITTED) and translates failures. Thread-safe. */
final class Database {
    /**
     * SQL states after which the same step may well succeed: out of connections, deadlock or serialisation failure, lock or statement
     * timeout, and the session's end by an administrator, a crash, a shutdown or an idle timeout.
     */
    private static final Set<String> TRANSIENT =
            Set.of("53300", "40001", "40P01", "55P03", "57014", "57P01", "57P02", "57P03", "57P05", "25P03");

    private final DataSource dataSource;

    Database(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** Work on one connection. */
    interface Work<T extends @Nullable Object> {
        T on(Statements statements) throws SQLException;
    }

    /** Runs work whose statements each commit by themselves. */
    <T extends @Nullable Object> T run(Work<T> work) {
        try (Connection connection = dataSource.getConnection()) {
            return work.on(new Statements(connection));
        } catch (SQLException e) {
            throw translate(e, dataSource);
        }
    }

    /** Runs work in one transaction, which is rolled back if the work throws. */
    <T extends @Nullable Object> T transact(Work<T> work) {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            boolean committed = false;
            try {
                T result = work.on(new Statements(connection));
                connection.commit();
                committed = true;
                return result;
            } finally {
                end(connection, committed);
            }
        } catch (SQLException e) {
            throw translate(e, dataSource);
        }
    }

    private static void end(Connection connection, boolean committed) throws SQLException {
        if (connection.isClosed()) {
            return;
        }
        if (!committed) {
            connection.rollback();
        }
        connection.setAutoCommit(true);
    }

    static RuntimeException translate(SQLException e, DataSource dataSource) {
        Optional<StoreDeniedException> refusal = PostgresRole.refusal(e, dataSource);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        String state = e.getSQLState() == null ? "" : e.getSQLState();
        boolean unavailable = e instanceof SQLTransientException
                || e instanceof SQLRecoverableException
                || state.startsWith("08")
                || TRANSIENT.contains(state);
        return unavailable
                ? new StoreUnavailableException("PostgreSQL did not answer: " + reason(e), e)
                : new StoreException("PostgreSQL refused a statement: " + e.getMessage(), e);
    }

    /** A pool says only that it had no connection for so long; why, is what its last attempt met. */
    private static String reason(SQLException e) {
        return e.getCause() instanceof SQLException met
                ? e.getMessage() + ": " + met.getMessage()
                : String.valueOf(e.getMessage());
    }
}
