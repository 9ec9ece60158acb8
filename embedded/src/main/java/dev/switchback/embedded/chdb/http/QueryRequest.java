package dev.switchback.embedded.chdb.http;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import dev.switchback.embedded.chdb.host.ClickHouseError;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * A request as its URL and headers give it.
 *
 * @param query the part of the statement in the URL; the body follows it
 * @param parameters values of {@code {name:Type}}
 * @param settings whatever else the URL names
 */
record QueryRequest(
        String query,
        String database,
        String format,
        String queryId,
        Map<String, String> parameters,
        Map<String, String> settings) {
    /** Known to ClickHouse's HTTP interface, yet no settings; what they ask for holds here anyway. */
    private static final Set<String> NOT_SETTINGS = Set.of(
            "query",
            "database",
            "default_format",
            "query_id",
            "user",
            "password",
            "quota_key",
            "stacktrace",
            "wait_end_of_query",
            "buffer_size",
            "client_protocol_version",
            "compress",
            "decompress",
            "http_max_field_value_size");

    private static final Set<String> REFUSED = Set.of("session_id", "session_timeout", "session_check", "role");

    /**
     * Reads it.
     *
     * @throws ClickHouseError if it asks for what this endpoint does not do
     */
    static QueryRequest of(HttpExchange exchange) {
        Map<String, String> url = urlParameters(exchange.getRequestURI().getRawQuery());
        Headers headers = exchange.getRequestHeaders();
        requireUncompressed(url, headers);
        Map<String, String> parameters = new LinkedHashMap<>();
        Map<String, String> settings = new LinkedHashMap<>();
        url.forEach((name, value) -> {
            if (REFUSED.contains(name)) {
                throw new ClickHouseError(
                        48,
                        "NOT_IMPLEMENTED",
                        "The embedded ClickHouse does not know '" + name
                                + "': leave it out, or set SWITCHBACK_CLICKHOUSE to a server.");
            }
            if (name.startsWith("param_")) {
                parameters.put(name.substring("param_".length()), value);
            } else if (!NOT_SETTINGS.contains(name)) {
                settings.put(name, value);
            }
        });
        return new QueryRequest(
                url.getOrDefault("query", ""),
                first(url.get("database"), headers.getFirst("X-ClickHouse-Database"))
                        .orElse("default"),
                first(url.get("default_format"), headers.getFirst("X-ClickHouse-Format"))
                        .orElse("TabSeparated"),
                first(url.get("query_id"), headers.getFirst("X-ClickHouse-Query-Id"))
                        .orElseGet(() -> UUID.randomUUID().toString()),
                parameters,
                settings);
    }

    private static void requireUncompressed(Map<String, String> url, Headers headers) {
        String encoding = headers.getFirst("Content-Encoding");
        if (isOn(url.get("compress"))
                || isOn(url.get("decompress"))
                || (encoding != null && !encoding.equals("identity"))) {
            throw new ClickHouseError(
                    48,
                    "NOT_IMPLEMENTED",
                    "The embedded ClickHouse sends and takes no compressed data:"
                            + " turn compression off in the client (compress=false, compress=0, no Content-Encoding).");
        }
    }

    private static boolean isOn(@org.jspecify.annotations.Nullable String value) {
        return value != null && !value.isEmpty() && !value.equals("0") && !value.equals("false");
    }

    private static Optional<String> first(
            @org.jspecify.annotations.Nullable String one, @org.jspecify.annotations.Nullable String other) {
        return Optional.ofNullable(one).or(() -> Optional.ofNullable(other)).filter(value -> !value.isEmpty());
    }

    static Map<String, String> urlParameters(@org.jspecify.annotations.Nullable String raw) {
        Map<String, String> parameters = new LinkedHashMap<>();
        if (raw == null || raw.isEmpty()) {
            return parameters;
        }
        for (String pair : raw.split("&", -1)) {
            if (!pair.isEmpty()) {
                int equals = pair.indexOf('=');
                String name = equals < 0 ? pair : pair.substring(0, equals);
                String value = equals < 0 ? "" : pair.substring(equals + 1);
                parameters.put(decoded(name), decoded(value));
            }
        }
        return parameters;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new ClickHouseError(36, "BAD_ARGUMENTS", "The URL is not well escaped: " + e.getMessage() + ".");
        }
    }
}
