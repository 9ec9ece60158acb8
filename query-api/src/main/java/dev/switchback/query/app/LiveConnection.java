package dev.switchback.query.app;

import dev.switchback.views.redis.RedisClients;
import dev.switchback.views.redis.RedisLink;
import dev.switchback.views.redis.RedisServers;
import io.lettuce.core.RedisException;
import io.lettuce.core.api.async.RedisScriptingAsyncCommands;
import java.net.URI;
import java.util.function.Supplier;

/** One connection to Redis for all queries, made when it is first asked for, so that a server starts without Redis. Thread-safe. */
final class LiveConnection implements Supplier<RedisScriptingAsyncCommands<String, String>>, AutoCloseable {
    private final RedisServers servers;
    private final RedisLink link;

    LiveConnection(URI redis) {
        this.servers = RedisClients.open(redis);
        this.link = new RedisLink(servers);
    }

    /** @throws RedisException where Redis cannot be reached */
    @Override
    public RedisScriptingAsyncCommands<String, String> get() {
        return link.connection().async();
    }

    /** Whether every server that holds keys answers. */
    boolean answers() {
        return link.answers();
    }

    @Override
    public void close() {
        servers.close();
    }
}
