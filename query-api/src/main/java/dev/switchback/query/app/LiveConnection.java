package dev.switchback.query.app;

import dev.switchback.views.redis.RedisClients;
import dev.switchback.views.redis.RedisLink;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.api.async.RedisScriptingAsyncCommands;
import java.net.URI;
import java.time.Duration;
import java.util.function.Supplier;

/** One connection to Redis for all queries, made when it is first asked for, so that a server starts without Redis. Thread-safe. */
final class LiveConnection implements Supplier<RedisScriptingAsyncCommands<String, String>>, AutoCloseable {
    private static final Duration STOP = Duration.ofSeconds(2);

    private final RedisClient client;
    private final RedisLink link;

    LiveConnection(URI redis) {
        this.client = RedisClients.open(redis);
        this.link = new RedisLink(client);
    }

    /** @throws RedisException where Redis cannot be reached */
    @Override
    public RedisScriptingAsyncCommands<String, String> get() {
        return link.connection().async();
    }

    boolean answers() {
        try {
            return link.commands().ping() != null;
        } catch (RedisException e) {
            return false;
        }
    }

    @Override
    public void close() {
        client.shutdown(Duration.ZERO, STOP);
    }
}
