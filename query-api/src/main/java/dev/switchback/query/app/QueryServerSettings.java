package dev.switchback.query.app;

import dev.switchback.query.historical.QueryLimits;
import dev.switchback.views.access.Listening;
import dev.switchback.views.engines.EngineAddresses;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Settings of a query server.
 *
 * @param host address to listen on
 * @param port to listen on; 0 for any that is free
 * @param listening TLS and the rate that one caller may have
 * @param limits of each historical query
 */
public record QueryServerSettings(
        EngineAddresses engines, String host, int port, Listening listening, QueryLimits limits) {
    static final String PORT = "SWITCHBACK_QUERY_PORT";
    static final String HOST = "SWITCHBACK_QUERY_HOST";
    static final String RATE = "SWITCHBACK_QUERY_RATE";
    private static final int DEFAULT_PORT = 8080;
    private static final String LOOPBACK = "127.0.0.1";

    public QueryServerSettings(EngineAddresses engines, String host, int port) {
        this(engines, host, port, Listening.PLAIN, QueryLimits.STANDARD);
    }

    public QueryServerSettings {
        if (host.isBlank()) {
            throw new IllegalArgumentException("the host to listen on is blank");
        }
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("a port is a number from 0 to 65535: " + port);
        }
    }

    /**
     * Reads an environment: the engines' variables, {@code SWITCHBACK_QUERY_PORT} (8080 if absent), {@code SWITCHBACK_QUERY_HOST}
     * (127.0.0.1 if absent), and those of {@link Listening}.
     *
     * @throws IllegalArgumentException naming the variable that is missing or malformed
     */
    public static QueryServerSettings from(Map<String, String> environment) {
        return new QueryServerSettings(
                EngineAddresses.from(environment),
                environment.getOrDefault(HOST, LOOPBACK),
                port(environment.get(PORT)),
                Listening.from(environment, RATE),
                QueryLimits.STANDARD);
    }

    private static int port(@Nullable String text) {
        if (text == null || text.isBlank()) {
            return DEFAULT_PORT;
        }
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(PORT + " is not a number: " + text, e);
        }
    }
}
