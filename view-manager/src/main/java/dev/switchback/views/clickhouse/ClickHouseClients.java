package dev.switchback.views.clickhouse;

import com.clickhouse.client.api.Client;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.temporal.ChronoUnit;

/** Clients of ClickHouse's HTTP interface. */
public final class ClickHouseClients {
    private ClickHouseClients() {}

    /**
     * Makes a client, thread-safe; connects when it is first used. Nothing is compressed, times are UTC, a statement that takes longer than
     * a minute fails. Names in statements are qualified: there is no default database to rely on.
     *
     * @param uri {@code http://user:password@host:port} or {@code https://…}
     */
    public static Client open(URI uri) {
        return builder(uri, Duration.ofMinutes(1)).build();
    }

    /** The same for questions that take longer; what fails is not asked again. */
    public static Client open(URI uri, Duration patience) {
        return builder(uri, patience).setMaxRetries(0).build();
    }

    private static Client.Builder builder(URI uri, Duration patience) {
        Client.Builder builder = new Client.Builder()
                .addEndpoint(uri.getScheme() + "://" + uri.getHost() + ":" + uri.getPort())
                .compressServerResponse(false)
                .compressClientRequest(false)
                .setClientName("switchback")
                .useServerTimeZone(false)
                .useTimeZone("UTC")
                .setConnectTimeout(5, ChronoUnit.SECONDS)
                .setConnectionRequestTimeout(10, ChronoUnit.SECONDS)
                .setSocketTimeout(patience.toSeconds(), ChronoUnit.SECONDS)
                .setMaxConnections(32)
                // Compiled, min and max of times before 1970 come out as if the times were unsigned (ADR 103).
                .serverSetting("compile_aggregate_expressions", "0");
        String[] credentials = uri.getRawUserInfo() == null
                ? new String[] {"default", ""}
                : uri.getRawUserInfo().split(":", 2);
        builder.setUsername(decode(credentials[0]));
        builder.setPassword(credentials.length > 1 ? decode(credentials[1]) : "");
        return builder;
    }

    private static String decode(String text) {
        // URLDecoder reads a plus sign as a space, which is right in forms only.
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
