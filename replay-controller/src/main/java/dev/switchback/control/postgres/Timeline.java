package dev.switchback.control.postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * PostgreSQL's timeline, which each promotion of a standby changes. After one, leases of query servers that the old primary gave may be missing here;
 * whoever leads waits until they have run out, so that no pointer moves before (promise P5, ADR 172).
 */
final class Timeline {
    private static final Logger LOG = LoggerFactory.getLogger(Timeline.class);
    /** Longer than a query server's lease. */
    private static final Duration LEASES_OVER = Duration.ofSeconds(4);

    private static final String NOW = "SELECT substr(pg_walfile_name(pg_current_wal_insert_lsn()), 1, 8)";
    private static final String KNOWN = "SELECT timeline FROM lead_timeline";

    private Timeline() {}

    /** How long a controller that has just got the lock has to wait before it acts. */
    static Duration wait(Connection connection) throws SQLException {
        Optional<String> known = text(connection, KNOWN);
        if (known.isEmpty() || known.equals(now(connection))) {
            return Duration.ZERO;
        }
        LOG.warn(
                "PostgreSQL has failed over since a controller last led; leading begins in {} s, when all leases of before are over",
                LEASES_OVER.toSeconds());
        return LEASES_OVER;
    }

    static void remember(Connection connection) throws SQLException {
        Optional<String> now = now(connection);
        if (now.isPresent() && !now.equals(text(connection, KNOWN))) {
            try (var statement =
                    connection.prepareStatement("INSERT INTO lead_timeline (one, timeline) VALUES (true, ?)"
                            + " ON CONFLICT (one) DO UPDATE SET timeline = excluded.timeline")) {
                statement.setString(1, now.get());
                statement.executeUpdate();
            }
        }
    }

    /** Empty where the server does not tell: a service that only speaks PostgreSQL's language. */
    private static Optional<String> now(Connection connection) throws SQLException {
        try {
            return text(connection, NOW);
        } catch (SQLException e) {
            if (String.valueOf(e.getSQLState()).startsWith("08")) {
                throw e;
            }
            LOG.debug("the timeline cannot be read", e);
            return Optional.empty();
        }
    }

    private static Optional<String> text(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.next() ? Optional.ofNullable(row.getString(1)) : Optional.empty();
        }
    }
}
