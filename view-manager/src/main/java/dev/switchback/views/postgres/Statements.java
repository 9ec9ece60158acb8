package dev.switchback.views.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Statements on one connection; arguments are bound in the order of the question marks. */
final class Statements {
    private final Connection connection;

    Statements(Connection connection) {
        this.connection = connection;
    }

    interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    /** Runs a statement that changes rows and says how many. */
    int update(String sql, @Nullable Object... arguments) throws SQLException {
        try (PreparedStatement statement = bind(sql, arguments)) {
            return statement.executeUpdate();
        }
    }

    /** Runs a statement for its effect, whatever it returns. */
    void execute(String sql, @Nullable Object... arguments) throws SQLException {
        try (PreparedStatement statement = bind(sql, arguments)) {
            statement.execute();
        }
    }

    <T> List<T> list(String sql, Row<T> row, @Nullable Object... arguments) throws SQLException {
        try (PreparedStatement statement = bind(sql, arguments);
                ResultSet result = statement.executeQuery()) {
            return rows(result, row);
        }
    }

    private static <T> List<T> rows(ResultSet result, Row<T> row) throws SQLException {
        List<T> rows = new ArrayList<>();
        while (result.next()) {
            rows.add(row.read(result));
        }
        return rows;
    }

    /**
     * Runs several statements, with a semicolon between one and the next; the driver sends them as one message. For use within a transaction:
     * without one the driver may split them.
     */
    <T> T results(String sql, Reading<T> reading, @Nullable Object... arguments) throws SQLException {
        try (PreparedStatement statement = bind(sql, arguments)) {
            statement.execute();
            return reading.read(new Results(statement));
        }
    }

    /** Reads the results of several statements. */
    interface Reading<T> {
        T read(Results results) throws SQLException;
    }

    /** The results of several statements, in their order; each is read or skipped. */
    static final class Results {
        private final PreparedStatement statement;

        private Results(PreparedStatement statement) {
            this.statement = statement;
        }

        void skip() throws SQLException {
            statement.getMoreResults();
        }

        <T> List<T> next(Row<T> row) throws SQLException {
            List<T> rows;
            try (ResultSet result = statement.getResultSet()) {
                rows = rows(result, row);
            }
            skip();
            return rows;
        }
    }

    /** The first row, if there is one. */
    <T> Optional<T> first(String sql, Row<T> row, @Nullable Object... arguments) throws SQLException {
        return list(sql, row, arguments).stream().findFirst();
    }

    private PreparedStatement bind(String sql, @Nullable Object... arguments) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < arguments.length; i++) {
            statement.setObject(i + 1, arguments[i]);
        }
        return statement;
    }

    static OptionalLong optionalLong(ResultSet row, String column) throws SQLException {
        long value = row.getLong(column);
        return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(value);
    }

    static OptionalInt optionalInt(ResultSet row, String column) throws SQLException {
        int value = row.getInt(column);
        return row.wasNull() ? OptionalInt.empty() : OptionalInt.of(value);
    }
}
