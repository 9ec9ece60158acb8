package dev.switchback.load.app;

import com.zaxxer.hikari.HikariDataSource;
import dev.switchback.load.replay.ReplayRun;
import dev.switchback.views.VersionId;
import dev.switchback.views.catalog.RegisteredVersion;
import dev.switchback.views.catalog.VersionCatalog;
import dev.switchback.views.engines.EngineAddresses;
import dev.switchback.views.ledger.SinkLedger;
import dev.switchback.views.postgres.PostgresPool;
import dev.switchback.views.postgres.PostgresSinkLedger;
import dev.switchback.views.postgres.PostgresVersionCatalog;
import dev.switchback.views.redis.RedisClients;
import dev.switchback.views.redis.RedisLiveStore;
import dev.switchback.views.redis.RedisServers;
import java.util.HashMap;
import java.util.Map;

/** Reads the stores' marks where they are kept: the ledger in PostgreSQL, the live marks in Redis. */
final class StorePositions implements ReplayRun.Positions, AutoCloseable {
    private final HikariDataSource postgres;
    private final RedisServers redis;
    private final RedisLiveStore live;
    private final SinkLedger ledger;
    private final VersionCatalog catalog;

    private StorePositions(HikariDataSource postgres, RedisServers redis) {
        this.postgres = postgres;
        this.redis = redis;
        this.live = new RedisLiveStore(redis);
        this.ledger = new PostgresSinkLedger(postgres);
        this.catalog = new PostgresVersionCatalog(postgres);
    }

    static StorePositions open(EngineAddresses engines) {
        return new StorePositions(PostgresPool.open(engines.postgres(), 2), RedisClients.open(engines.redis()));
    }

    @Override
    public Map<Integer, Long> stored(VersionId version) {
        int shards = catalog.find(version).map(RegisteredVersion::liveShards).orElse(1);
        Map<Integer, Long> stored = new HashMap<>(live.marks(version, shards));
        ledger.read(version)
                .forEach((partition, entry) ->
                        stored.computeIfPresent(partition, (_, mark) -> Math.min(mark, entry.committed())));
        return stored;
    }

    @Override
    public void close() {
        live.close();
        redis.close();
        postgres.close();
    }
}
