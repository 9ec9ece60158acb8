package dev.switchback.standalone.proofs;

import com.clickhouse.client.api.Client;
import com.zaxxer.hikari.HikariDataSource;
import dev.switchback.embedded.testing.TestEngines;
import dev.switchback.migrations.Migrations;
import dev.switchback.processor.live.LiveScript;
import dev.switchback.query.app.QueryServer;
import dev.switchback.query.app.QueryServerSettings;
import dev.switchback.views.clickhouse.ClickHouseClients;
import dev.switchback.views.engines.EngineAddresses;
import dev.switchback.views.postgres.PostgresPool;
import dev.switchback.views.redis.RedisClients;
import dev.switchback.views.redis.RedisConnection;
import dev.switchback.views.redis.RedisServers;
import java.net.URI;

/** The engines, a query server and one client each, for all proofs of the JVM. */
final class ProofStores {
    static final EngineAddresses ADDRESSES = start();
    static final HikariDataSource POSTGRES = PostgresPool.open(ADDRESSES.postgres(), 8);
    static final Client CLICKHOUSE = ClickHouseClients.open(ADDRESSES.clickHouse());
    private static final RedisServers REDIS_CLIENT = RedisClients.open(ADDRESSES.redis());
    static final LiveScript LIVE = new LiveScript(REDIS_CLIENT);
    static final RedisConnection REDIS = REDIS_CLIENT.connect();
    static final QueryServer QUERIES = QueryServer.start(new QueryServerSettings(ADDRESSES, "127.0.0.1", 0));

    private ProofStores() {}

    private static EngineAddresses start() {
        URI postgres = TestEngines.newPostgresDatabase();
        URI clickHouse = TestEngines.clickHouse();
        Migrations.run(postgres, clickHouse);
        return new EngineAddresses(TestEngines.kafka(), postgres, clickHouse, TestEngines.redis());
    }
}
