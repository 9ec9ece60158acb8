package dev.switchback.query.app;

import java.util.Map;

/** Micronaut's settings; there is no configuration file, since both services may share a class path. */
final class HttpSettings {
    private static final int ANY_PORT = -1;
    /** A list of filter values may be long; beyond this the address is refused. */
    private static final int LONGEST_ADDRESS = 65_536;

    private HttpSettings() {}

    static Map<String, Object> of(QueryServerSettings settings) {
        return Map.of(
                "switchback.service",
                "query-api",
                "micronaut.application.name",
                "switchback-query-api",
                "micronaut.server.host",
                settings.host(),
                "micronaut.server.port",
                settings.port() == 0 ? ANY_PORT : settings.port(),
                "micronaut.server.netty.max-initial-line-length",
                LONGEST_ADDRESS,
                "micronaut.server.max-params",
                10_000,
                "micronaut.server.date-header",
                false);
    }
}
