package dev.switchback.views.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import java.net.URI;
import java.time.Duration;

/**
 * Clients of Redis. One node today; keys carry hash tags already, so a cluster needs a client of its own here, and callers that use the
 * commands both kinds share ({@link io.lettuce.core.cluster.api.sync.RedisClusterCommands} and its asynchronous sibling).
 */
public final class RedisClients {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration COMMAND = Duration.ofSeconds(10);

    private RedisClients() {}

    /**
     * Makes a client, thread-safe; {@code connect()} on it fails while Redis cannot be reached. A connection that is lost comes back by
     * itself; until then commands fail at once, since a script that ran twice would not be harmless.
     *
     * @param uri {@code redis://[:password@]host:port} or {@code rediss://…}
     */
    public static RedisClient open(URI uri) {
        RedisURI address = RedisURI.create(uri);
        address.setTimeout(COMMAND);
        address.setClientName("switchback");
        RedisClient client = RedisClient.create(address);
        client.setOptions(ClientOptions.builder()
                .autoReconnect(true)
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(CONNECT)
                        .keepAlive(true)
                        .build())
                .timeoutOptions(TimeoutOptions.enabled(COMMAND))
                .build());
        return client;
    }
}
