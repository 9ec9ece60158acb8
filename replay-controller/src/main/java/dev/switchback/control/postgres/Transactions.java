package dev.switchback.control.postgres;

import dev.switchback.views.StoreUnavailableException;
import dev.switchback.views.postgres.PostgresRole;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** Runs SQL in transactions; what the database cannot do at the moment becomes a {@link StoreUnavailableException}. Thread-safe. */
final class Transactions {
    private final DataSource database;

    Transactions(DataSource database) {
        this.database = database;
    }

    /** Runs {@code work} in one transaction; any exception rolls it back. */
    <T> T run(Work<T> work) {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try {
                T result = work.on(connection);
                connection.commit();
                return result;
            } catch (SQLException | RuntimeException e) {
                rollBack(connection, e);
                throw e;
            } finally {
                connection.setAutoCommit(true);
            }
        } catch (SQLException e) {
            throw PostgresRole.refusal(e, database)
                    .<StoreUnavailableException>map(refusal -> refusal)
                    .orElseGet(() -> new StoreUnavailableException(
                            "PostgreSQL did not do what was asked: " + e.getMessage(), e));
        }
    }

    <T> List<T> query(String sql, RowReader<T> reader, Object... parameters) {
        return run(connection -> query(connection, sql, reader, parameters));
    }

    static <T> List<T> query(Connection connection, String sql, RowReader<T> reader, Object... parameters)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, parameters);
            List<T> rows = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    rows.add(reader.read(row));
                }
            }
            return rows;
        }
    }

    /** @return how many rows it touched */
    static int update(Connection connection, String sql, Object... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, parameters);
            return statement.executeUpdate();
        }
    }

    private static void bind(PreparedStatement statement, Object... parameters) throws SQLException {
        for (int i = 0; i < parameters.length; i++) {
            Object parameter = parameters[i];
            if (parameter instanceof Absent absent) {
                statement.setNull(i + 1, absent.sqlType());
            } else {
                statement.setObject(i + 1, parameter);
            }
        }
    }

    private static void rollBack(Connection connection, Exception cause) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }

    /** A NULL of a type of {@link java.sql.Types}. */
    record Absent(int sqlType) {}

    interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    interface RowReader<T> {
        T read(ResultSet row) throws SQLException;
    }
}
