package dev.switchback.control.postgres;

import dev.switchback.control.loop.Leadership;
import dev.switchback.views.postgres.PostgresRole;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lead is a session-level advisory lock (ADR 061): it ends with the connection, so a dead controller loses it at once; a controller that
 * is stopped or cut off stops its heartbeats, and the database ends its idle session. Thread-safe; has a thread of its own.
 */
public final class PostgresLeadership implements Leadership {
    private static final Logger LOG = LoggerFactory.getLogger(PostgresLeadership.class);
    /** One installation is one database, so any constant will do. */
    private static final long LOCK = 0x5357_4243_4B31L;

    private static final Duration HEARTBEAT = Duration.ofMillis(500);
    /** Longer than a long collection of garbage, shorter than the five seconds in which another controller has to take over. */
    private static final Duration SILENCE = Duration.ofSeconds(3);

    private final DataSource database;
    private final Runnable onGained;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;
    /** {@link System#nanoTime} until which the lead is sure; 0: not leading. */
    private volatile long sureUntil;

    /**
     * @param database gives connections of its own to this class; keeps none of them open behind its back
     * @param onGained called on this class's thread whenever the lead was gained
     */
    public PostgresLeadership(DataSource database, Runnable onGained) {
        this.database = database;
        this.onGained = onGained;
        this.thread = Thread.ofPlatform().name("controller-leadership").daemon().unstarted(this::run);
    }

    /** Starts to seek the lead. */
    public void start() {
        thread.start();
    }

    @Override
    public boolean leading() {
        long until = sureUntil;
        return until != 0 && System.nanoTime() - until < 0;
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            thread.join(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (closed.getCount() > 0) {
            try (Connection connection = database.getConnection()) {
                seek(connection);
            } catch (SQLException e) {
                LOG.warn("The lead cannot be sought: {}", e.getMessage());
            } finally {
                sureUntil = 0;
            }
            pause();
        }
    }

    private void seek(Connection connection) throws SQLException {
        boolean held = false;
        boolean leads = false;
        long notBefore = System.nanoTime();
        while (closed.getCount() > 0) {
            long asked = System.nanoTime();
            if (!held && first(connection, "SELECT pg_try_advisory_lock(" + LOCK + ")")) {
                held = true;
                first(
                        connection,
                        "SELECT set_config('idle_session_timeout', '" + SILENCE.toMillis() + "', false) <> ''");
                notBefore = System.nanoTime() + Timeline.wait(connection).toNanos();
            } else if (held) {
                PostgresRole.requirePrimary(connection);
            }
            if (held && System.nanoTime() - notBefore >= 0) {
                sureUntil = asked + SILENCE.toNanos();
                if (!leads) {
                    leads = true;
                    Timeline.remember(connection);
                    LOG.info("This controller leads");
                    onGained.run();
                }
            }
            pause();
        }
        if (held) {
            sureUntil = 0;
            first(connection, "SELECT pg_advisory_unlock(" + LOCK + ")");
            first(connection, "SELECT set_config('idle_session_timeout', '0', false) <> ''");
        }
    }

    private void pause() {
        try {
            var _ = closed.await(HEARTBEAT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            closed.countDown();
            Thread.currentThread().interrupt();
        }
    }

    private static boolean first(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.next() && row.getBoolean(1);
        }
    }
}
