package dev.switchback.views.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Connection pools for the adapters of this package. */
public final class PostgresPool {
    private static final Duration CONNECT = Duration.ofSeconds(5);

    private PostgresPool() {}

    /**
     * Makes a pool; connects when the first connection is asked for. A statement or lock that takes longer than 10 s fails.
     *
     * @param uri {@code postgresql://user:password@host:port/database}, with the driver's parameters after a question mark if any
     * @param maxConnections in all; a server that listens keeps one of them
     */
    public static HikariDataSource open(URI uri, int maxConnections) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("postgres");
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        config.setJdbcUrl("jdbc:postgresql://" + uri.getHost() + ":" + uri.getPort() + uri.getRawPath() + query);
        String[] credentials = uri.getRawUserInfo() == null
                ? new String[0]
                : uri.getRawUserInfo().split(":", 2);
        if (credentials.length > 0) {
            config.setUsername(decode(credentials[0]));
        }
        if (credentials.length > 1) {
            config.setPassword(decode(credentials[1]));
        }
        config.setMaximumPoolSize(maxConnections);
        config.setMinimumIdle(Math.min(2, maxConnections));
        config.setConnectionTimeout(CONNECT.toMillis());
        // The protocols need each statement to see what was committed before it began.
        config.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
        config.setInitializationFailTimeout(-1);
        config.addDataSourceProperty("ApplicationName", "switchback");
        config.addDataSourceProperty("connectTimeout", CONNECT.toSeconds());
        config.addDataSourceProperty("socketTimeout", 30);
        config.addDataSourceProperty("tcpKeepAlive", "true");
        // A process that is paused inside a transaction must not keep its locks.
        config.addDataSourceProperty(
                "options", "-c statement_timeout=10s -c lock_timeout=10s -c idle_in_transaction_session_timeout=10s");
        return new HikariDataSource(config);
    }

    private static String decode(String text) {
        // URLDecoder reads a plus sign as a space, which is right in forms only.
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
