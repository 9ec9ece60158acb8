package dev.switchback.views.redis;

/** Makes connections to one Redis, whatever it consists of. Thread-safe. */
public sealed interface RedisServers extends AutoCloseable permits PrimaryRedis, RedisCluster {
    /**
     * Connects. A connection that is lost comes back by itself, to whichever server is the primary then; until then commands fail at once.
     *
     * @throws io.lettuce.core.RedisException while Redis cannot be reached
     */
    RedisConnection connect();

    /** Closes it with all its connections. */
    @Override
    void close();
}
