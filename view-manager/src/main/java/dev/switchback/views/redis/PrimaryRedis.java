package dev.switchback.views.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.util.List;

/** One server that holds all keys: at an address, or the one that the sentinels name at every connecting. */
final class PrimaryRedis implements RedisServers {
    private final RedisClient client;

    PrimaryRedis(RedisClient client) {
        this.client = client;
    }

    @Override
    public RedisConnection connect() {
        StatefulRedisConnection<String, String> connection = client.connect();
        return new RedisConnection(connection, connection.sync(), connection.async(), () -> List.of(connection.sync()));
    }

    @Override
    public void close() {
        client.shutdown(Duration.ZERO, RedisClients.STOP);
    }
}
