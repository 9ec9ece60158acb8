package dev.switchback.views.redis;

import dev.switchback.views.engines.HostList;
import dev.switchback.views.engines.RedisAddress;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCredentialsProvider;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.StaticCredentialsProvider;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Clients of Redis. */
public final class RedisClients {
    static final Duration STOP = Duration.ofSeconds(2);

    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration COMMAND = Duration.ofSeconds(10);
    /** How often a client of a cluster asks who holds what, besides asking when a node says or shows that it does not. */
    private static final Duration TOPOLOGY = Duration.ofSeconds(5);

    private static final Duration TOPOLOGY_AT_MOST_EACH = Duration.ofMillis(500);

    private RedisClients() {}

    /**
     * Makes a client, thread-safe, which connects when it is asked to. A connection that is lost comes back by itself; until then commands
     * fail at once.
     *
     * @param uri one of {@link RedisAddress}'s forms
     * @throws IllegalArgumentException if it is none of them
     */
    public static RedisServers open(URI uri) {
        return switch (RedisAddress.of(uri)) {
            case RedisAddress.Node node -> primary(node(node));
            case RedisAddress.Sentinel sentinel -> primary(sentinel(sentinel));
            case RedisAddress.Cluster cluster -> cluster(cluster);
        };
    }

    private static RedisServers primary(RedisURI address) {
        RedisClient client = RedisClient.create(named(address));
        client.setOptions(options(ClientOptions.builder()).build());
        return new PrimaryRedis(client);
    }

    private static RedisServers cluster(RedisAddress.Cluster cluster) {
        List<RedisURI> seeds = cluster.hosts().hosts().stream()
                .map(host -> named(at(host, cluster).build()))
                .toList();
        RedisClusterClient client = RedisClusterClient.create(seeds);
        client.setOptions(((ClusterClientOptions.Builder) options(ClusterClientOptions.builder()))
                // A slot may have moved to a node that joined since this client last asked.
                .validateClusterNodeMembership(false)
                .topologyRefreshOptions(ClusterTopologyRefreshOptions.builder()
                        .enablePeriodicRefresh(TOPOLOGY)
                        .adaptiveRefreshTriggersTimeout(TOPOLOGY_AT_MOST_EACH)
                        .refreshTriggersReconnectAttempts(1)
                        .build())
                .build());
        return new RedisCluster(client);
    }

    private static RedisURI node(RedisAddress.Node node) {
        return at(node.hosts().hosts().getFirst(), node)
                .withDatabase(node.database())
                .build();
    }

    private static RedisURI sentinel(RedisAddress.Sentinel sentinel) {
        RedisURI.Builder builder = RedisURI.builder()
                .withSentinelMasterId(sentinel.primary())
                .withDatabase(sentinel.database())
                .withSsl(sentinel.tls());
        for (HostList.Host host : sentinel.hosts().hosts()) {
            RedisURI.Builder each = RedisURI.builder()
                    .withHost(bare(host))
                    .withPort(host.port())
                    .withSsl(sentinel.tls());
            sentinel.sentinelPassword().ifPresent(password -> each.withPassword(password.toCharArray()));
            builder.withSentinel(each.build());
        }
        return authenticated(builder, sentinel.hosts()).build();
    }

    private static RedisURI.Builder at(HostList.Host host, RedisAddress address) {
        RedisURI.Builder builder =
                RedisURI.builder().withHost(bare(host)).withPort(host.port()).withSsl(address.tls());
        return authenticated(builder, address.hosts());
    }

    private static RedisURI.Builder authenticated(RedisURI.Builder builder, HostList hosts) {
        Optional<RedisCredentialsProvider> credentials = hosts.password()
                .map(password -> new StaticCredentialsProvider(hosts.user().orElse(null), password.toCharArray()));
        credentials.ifPresent(builder::withAuthentication);
        return builder;
    }

    private static String bare(HostList.Host host) {
        return host.name().startsWith("[")
                ? host.name().substring(1, host.name().length() - 1)
                : host.name();
    }

    private static RedisURI named(RedisURI address) {
        address.setTimeout(COMMAND);
        address.setClientName("switchback");
        return address;
    }

    /** What is not answered when a connection is lost is sent again on the next: scripts may be repeated, as their marks tell. */
    private static ClientOptions.Builder options(ClientOptions.Builder builder) {
        return builder.autoReconnect(true)
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(CONNECT)
                        .keepAlive(true)
                        .build())
                // A server that does not speak TLS waits for more of what it takes for a command.
                .sslOptions(SslOptions.builder().handshakeTimeout(CONNECT).build())
                .timeoutOptions(TimeoutOptions.enabled(COMMAND));
    }
}
