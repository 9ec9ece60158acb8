package dev.switchback.views.clickhouse;

import com.clickhouse.client.api.Client;
import dev.switchback.views.engines.ClickHouseAddress;
import dev.switchback.views.engines.HostList;
import dev.switchback.views.history.HistoryLayout;
import java.net.URI;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** Clients of ClickHouse's HTTP interface. */
public final class ClickHouseClients {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private ClickHouseClients() {}

    /**
     * Makes a client of a URL's first host, thread-safe; connects when it is first used. Nothing is compressed, times are UTC, a statement that takes longer than
     * a minute fails. Names in statements are qualified: there is no default database to rely on.
     *
     * @param uri one of {@link ClickHouseAddress}'s forms
     */
    public static Client open(URI uri) {
        ClickHouseAddress address = ClickHouseAddress.of(uri);
        HostList.Host first = address.hosts().hosts().getFirst();
        return builder(address, first, ClickHouseServers.layout(address), PATIENCE)
                .build();
    }

    /** A client of each host. */
    static List<Client> all(ClickHouseAddress address, HistoryLayout layout) {
        return address.hosts().hosts().stream()
                .map(host -> several(address, builder(address, host, layout, PATIENCE))
                        .build())
                .toList();
    }

    /** The same for questions that take longer; what fails is not asked again. */
    static List<Client> all(ClickHouseAddress address, HistoryLayout layout, Duration patience) {
        return address.hosts().hosts().stream()
                .map(host -> builder(address, host, layout, patience)
                        .setMaxRetries(0)
                        .build())
                .toList();
    }

    /** Where there are several hosts, the next one is the next try. */
    private static Client.Builder several(ClickHouseAddress address, Client.Builder builder) {
        return address.hosts().hosts().size() > 1 ? builder.setMaxRetries(0) : builder;
    }

    private static Client.Builder builder(
            ClickHouseAddress address, HostList.Host host, HistoryLayout layout, Duration patience) {
        Client.Builder builder = new Client.Builder()
                .addEndpoint(address.scheme() + "://" + host)
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
        layout.settings().forEach(builder::serverSetting);
        builder.setUsername(address.hosts().user().orElse("default"));
        builder.setPassword(address.hosts().password().orElse(""));
        return builder;
    }
}
