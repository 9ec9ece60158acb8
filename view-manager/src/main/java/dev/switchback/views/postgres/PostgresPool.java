package dev.switchback.views.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.switchback.views.engines.PostgresAddress;
import java.net.URI;
import java.time.Duration;

/** Connection pools for the adapters of this package. */
public final class PostgresPool {
    private static final Duration CONNECT = Duration.ofSeconds(5);

    private PostgresPool() {}

    /**
     * Makes a pool; connects when the first connection is asked for. A statement or lock that takes longer than 10 s fails.
     *
     * @param uri {@code postgresql://user:password@host:port[,host:port…]/database}, with the driver's parameters after a question mark if any;
     *     connections go to the primary among the servers
     * @param maxConnections in all; a server that listens keeps one of them
     */
    public static HikariDataSource open(URI uri, int maxConnections) {
        HikariConfig config = new HikariConfig();
        PostgresAddress address = PostgresAddress.of(uri);
        config.setPoolName("PostgreSQL at " + address.servers());
        config.setJdbcUrl(address.jdbcUrl());
        if (!address.user().isEmpty()) {
            config.setUsername(address.user());
        }
        if (!address.password().isEmpty()) {
            config.setPassword(address.password());
        }
        config.setExceptionOverrideClassName(ReadOnlyEviction.class.getName());
        config.setMaximumPoolSize(maxConnections);
        config.setMinimumIdle(Math.min(2, maxConnections));
        config.setConnectionTimeout(CONNECT.toMillis());
        // The protocols need each statement to see what was committed before it began.
        config.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
        config.setInitializationFailTimeout(-1);
        config.addDataSourceProperty("ApplicationName", "switchback");
        config.addDataSourceProperty("connectTimeout", CONNECT.toSeconds());
        // Longer than any statement may take; a connection whose other end has vanished is given up then.
        config.addDataSourceProperty("socketTimeout", 15);
        // How long the driver goes by what a server was when it last looked.
        config.addDataSourceProperty("hostRecheckSeconds", 2);
        config.addDataSourceProperty("tcpKeepAlive", "true");
        // A process that is paused inside a transaction must not keep its locks.
        config.addDataSourceProperty(
                "options",
                "-c statement_timeout=10s -c lock_timeout=10s -c idle_in_transaction_session_timeout=10s"
                        // What is committed is on the disk, and on the synchronous standby if there is one.
                        + " -c synchronous_commit=on");
        return new HikariDataSource(config);
    }
}
