package dev.switchback.views.redis;

import io.lettuce.core.RedisException;
import io.lettuce.core.cluster.api.sync.RedisClusterCommands;
import org.jspecify.annotations.Nullable;

/** One connection, made when first needed, so that its owner starts without Redis. Thread-safe. */
public final class RedisLink implements AutoCloseable {
    private final RedisServers servers;
    private @Nullable RedisConnection connection;

    /** @param servers stay the caller's to close */
    public RedisLink(RedisServers servers) {
        this.servers = servers;
    }

    /** @throws RedisException if there is no connection yet and none can be made */
    public synchronized RedisConnection connection() {
        RedisConnection open = connection;
        if (open == null) {
            open = servers.connect();
            connection = open;
        }
        return open;
    }

    /** Blocking commands on {@link #connection()}; {@link RedisFailures#translated} tells what their failures mean. */
    public RedisClusterCommands<String, String> commands() {
        return connection().sync();
    }

    /** Whether every server that holds keys answers. */
    public boolean answers() {
        try {
            return connection().primaries().stream().allMatch(primary -> primary.ping() != null);
        } catch (RedisException e) {
            return false;
        }
    }

    /** Closes the connection, not the client. */
    @Override
    public synchronized void close() {
        if (connection != null) {
            connection.close();
            connection = null;
        }
    }
}
