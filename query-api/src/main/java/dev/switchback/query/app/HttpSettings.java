package dev.switchback.query.app;

import java.util.HashMap;
import java.util.Map;

/** Micronaut's settings; there is no configuration file, since both services may share a class path. */
final class HttpSettings {
    /** A list of filter values may be long; beyond this the address is refused. */
    private static final int LONGEST_ADDRESS = 65_536;

    /** Queries have no body. */
    private static final String LARGEST_BODY = "64KB";

    private HttpSettings() {}

    static Map<String, Object> of(QueryServerSettings settings) {
        Map<String, Object> all = new HashMap<>(settings.listening().server(settings.port()));
        all.putAll(Map.of(
                "switchback.service",
                "query-api",
                "micronaut.application.name",
                "switchback-query-api",
                "micronaut.server.host",
                settings.host(),
                "micronaut.server.netty.max-initial-line-length",
                LONGEST_ADDRESS,
                "micronaut.server.max-params",
                10_000,
                "micronaut.server.max-request-size",
                LARGEST_BODY,
                "micronaut.server.date-header",
                false));
        return all;
    }
}
