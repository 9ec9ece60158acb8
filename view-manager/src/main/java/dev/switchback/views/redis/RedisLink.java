package dev.switchback.views.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import org.jspecify.annotations.Nullable;

/** One connection, made when first needed, so that its owner starts without Redis. Thread-safe. */
public final class RedisLink implements AutoCloseable {
    private final RedisClient client;
    private @Nullable StatefulRedisConnection<String, String> connection;

    /** @param client stays the caller's to close */
    public RedisLink(RedisClient client) {
        this.client = client;
    }

    /** @throws io.lettuce.core.RedisException if there is no connection yet and none can be made */
    public synchronized StatefulRedisConnection<String, String> connection() {
        StatefulRedisConnection<String, String> open = connection;
        if (open == null) {
            open = client.connect();
            connection = open;
        }
        return open;
    }

    /** Blocking commands on {@link #connection()}; {@link RedisFailures#translated} tells what their failures mean. */
    public RedisCommands<String, String> commands() {
        return connection().sync();
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
