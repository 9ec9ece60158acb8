package dev.switchback.views.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One LISTEN connection with a daemon thread that waits on it; a lost connection is replaced until {@link #close}. */
final class PointerListener implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PointerListener.class);
    private static final int WAIT_MILLIS = 500;
    private static final int IDLE_WAITS_BEFORE_CHECK = 10;
    private static final Duration RECONNECT = Duration.ofMillis(250);
    private static final int CHECK_SECONDS = 2;

    private final DataSource dataSource;
    private final Consumer<String> listener;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final CountDownLatch listening = new CountDownLatch(1);

    private PointerListener(DataSource dataSource, Consumer<String> listener) {
        this.dataSource = dataSource;
        this.listener = listener;
    }

    /** Returns once the first attempt to listen has ended, so that no change made afterwards is missed where the store answers. */
    static PointerListener start(DataSource dataSource, Consumer<String> listener) {
        PointerListener pointerListener = new PointerListener(dataSource, listener);
        Thread.ofPlatform().daemon().name("pointer-listener").start(pointerListener::run);
        try {
            pointerListener.listening.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return pointerListener;
    }

    private void run() {
        boolean reconnected = false;
        while (!isClosed()) {
            try (Connection connection = dataSource.getConnection()) {
                listen(connection, reconnected);
            } catch (SQLException e) {
                if (!isClosed()) {
                    LOG.warn(
                            "notifications of the active pointer are off until PostgreSQL answers: {}", e.getMessage());
                }
            }
            reconnected = true;
            listening.countDown();
            pause();
        }
    }

    private void listen(Connection connection, boolean reconnected) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("LISTEN " + PointerRows.CHANNEL);
        }
        listening.countDown();
        if (reconnected) {
            tell("*");
        }
        try {
            int idle = 0;
            while (!isClosed()) {
                PGNotification[] notifications =
                        connection.unwrap(PGConnection.class).getNotifications(WAIT_MILLIS);
                for (PGNotification notification : notifications) {
                    tell(notification.getParameter());
                }
                idle = notifications.length == 0 ? idle + 1 : 0;
                // A connection whose other end vanished without a word looks idle.
                if (idle % IDLE_WAITS_BEFORE_CHECK == IDLE_WAITS_BEFORE_CHECK - 1
                        && !connection.isValid(CHECK_SECONDS)) {
                    throw new SQLException("the connection was lost", "08006");
                }
            }
        } finally {
            unlisten(connection);
        }
    }

    /** The connection goes back to the pool. */
    private static void unlisten(Connection connection) {
        try (Statement statement = connection.createStatement()) {
            statement.execute("UNLISTEN *");
        } catch (SQLException e) {
            LOG.debug("the connection is gone already: {}", e.getMessage());
        }
    }

    private void tell(String pipeline) {
        try {
            listener.accept(pipeline);
        } catch (RuntimeException e) {
            LOG.warn("a listener of the active pointer failed on {}", pipeline, e);
        }
    }

    private boolean isClosed() {
        return closed.getCount() == 0;
    }

    private void pause() {
        try {
            if (closed.await(RECONNECT.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.debug("closed");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            closed.countDown();
        }
    }

    /** Ends within {@value #WAIT_MILLIS} ms or so; the listener may be told once more meanwhile. */
    @Override
    public void close() {
        closed.countDown();
    }
}
