package dev.switchback.views.redis;

import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.cluster.api.sync.RedisClusterCommands;
import java.util.List;
import java.util.function.Supplier;

/** A connection to a Redis; in a cluster, to each of its nodes. Commands go to where their keys are. Thread-safe. */
public final class RedisConnection implements AutoCloseable {
    private final StatefulConnection<String, String> connection;
    private final RedisClusterCommands<String, String> sync;
    private final RedisClusterAsyncCommands<String, String> async;
    private final Supplier<List<RedisCommands<String, String>>> primaries;

    RedisConnection(
            StatefulConnection<String, String> connection,
            RedisClusterCommands<String, String> sync,
            RedisClusterAsyncCommands<String, String> async,
            Supplier<List<RedisCommands<String, String>>> primaries) {
        this.connection = connection;
        this.sync = sync;
        this.async = async;
        this.primaries = primaries;
    }

    /** Blocking commands; {@link RedisFailures#translated} tells what their failures mean. SCAN and DBSIZE see all primaries. */
    public RedisClusterCommands<String, String> sync() {
        return sync;
    }

    public RedisClusterAsyncCommands<String, String> async() {
        return async;
    }

    /**
     * Each server that holds keys of its own, as known by now.
     *
     * @throws io.lettuce.core.RedisException if one cannot be reached
     */
    public List<RedisCommands<String, String>> primaries() {
        return primaries.get();
    }

    @Override
    public void close() {
        connection.close();
    }
}
