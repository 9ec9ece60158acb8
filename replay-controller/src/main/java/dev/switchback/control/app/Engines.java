package dev.switchback.control.app;

import com.zaxxer.hikari.HikariDataSource;
import dev.switchback.control.api.Health;
import dev.switchback.control.clickhouse.ClickHouseLeftovers;
import dev.switchback.control.clickhouse.ClickHouseQueries;
import dev.switchback.control.diff.HistoryQueries;
import dev.switchback.control.kafka.KafkaLeftovers;
import dev.switchback.control.kafka.KafkaSourceLog;
import dev.switchback.control.leftover.LeftoverSource;
import dev.switchback.control.postgres.PostgresLeftovers;
import dev.switchback.control.redis.RedisLeftovers;
import dev.switchback.control.source.SourceLog;
import dev.switchback.control.step.Stores;
import dev.switchback.views.clickhouse.ClickHouseHistoryStore;
import dev.switchback.views.clickhouse.ClickHouseServers;
import dev.switchback.views.clickhouse.ClickHouseSpace;
import dev.switchback.views.engines.EngineAddresses;
import dev.switchback.views.functions.JarStore;
import dev.switchback.views.history.HistorySpace;
import dev.switchback.views.ledger.CutLedger;
import dev.switchback.views.live.LiveSpace;
import dev.switchback.views.postgres.PostgresCutLedger;
import dev.switchback.views.postgres.PostgresDrains;
import dev.switchback.views.postgres.PostgresJarStore;
import dev.switchback.views.postgres.PostgresPointerControl;
import dev.switchback.views.postgres.PostgresPool;
import dev.switchback.views.postgres.PostgresQueryReports;
import dev.switchback.views.postgres.PostgresRole;
import dev.switchback.views.postgres.PostgresRunBoard;
import dev.switchback.views.postgres.PostgresSessionProgress;
import dev.switchback.views.postgres.PostgresSinkLedger;
import dev.switchback.views.postgres.PostgresVersionCatalog;
import dev.switchback.views.reader.QueryReports;
import dev.switchback.views.redis.RedisClients;
import dev.switchback.views.redis.RedisLiveStore;
import dev.switchback.views.redis.RedisServers;
import dev.switchback.views.redis.RedisSpace;
import dev.switchback.views.registry.HttpSchemaRegistry;
import dev.switchback.views.registry.SchemaCheck;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** The clients of the four engines, opened together and closed together. */
final class Engines implements AutoCloseable {
    /** Above the limits of the gates' questions. */
    private static final Duration PATIENCE = Duration.ofMinutes(11);

    private static final int CONNECTIONS = 8;
    private static final long PATIENCE_MILLIS = 1_000;

    private final HikariDataSource database;
    private final HikariDataSource leadershipDatabase;
    private final ClickHouseServers clickHouse;
    private final ClickHouseServers patientClickHouse;
    private final RedisServers redis;
    private final RedisLiveStore live;
    private final RedisSpace liveSpace;
    private final RedisLeftovers liveLeftovers;
    private final SourceLog log;
    private final Stores stores;
    private final JarStore jars;
    private final Optional<HttpSchemaRegistry> registry;

    Engines(EngineAddresses addresses) {
        this.database = PostgresPool.open(addresses.postgres(), CONNECTIONS);
        this.leadershipDatabase = PostgresPool.open(addresses.postgres(), 1);
        this.clickHouse = ClickHouseServers.open(addresses.clickHouse());
        this.patientClickHouse = ClickHouseServers.open(addresses.clickHouse(), PATIENCE);
        this.redis = RedisClients.open(addresses.redis());
        this.live = new RedisLiveStore(redis);
        this.liveSpace = new RedisSpace(redis);
        this.liveLeftovers = new RedisLeftovers(redis);
        this.log = new KafkaSourceLog(addresses.kafkaAddress());
        this.jars = new PostgresJarStore(database);
        this.registry = addresses.registry().map(HttpSchemaRegistry::new);
        this.stores = new Stores(
                new PostgresVersionCatalog(database),
                new PostgresPointerControl(database),
                new PostgresSinkLedger(database),
                new PostgresSessionProgress(database),
                new ClickHouseHistoryStore(clickHouse),
                live,
                new PostgresRunBoard(database),
                new PostgresDrains(database));
    }

    HikariDataSource database() {
        return database;
    }

    /** For the lead only: its one connection is the lead. */
    HikariDataSource leadershipDatabase() {
        return leadershipDatabase;
    }

    HistorySpace historySpace() {
        return new ClickHouseSpace(clickHouse);
    }

    HistoryQueries historyQueries() {
        return new ClickHouseQueries(clickHouse);
    }

    /** The same for questions that may take as long as {@link #PATIENCE}. */
    HistoryQueries patientQueries() {
        return new ClickHouseQueries(patientClickHouse);
    }

    CutLedger cuts() {
        return new PostgresCutLedger(database);
    }

    /** What query servers measure. */
    QueryReports reports() {
        return new PostgresQueryReports(database);
    }

    /** Every store's belongings of versions. */
    List<LeftoverSource> leftovers() {
        return List.of(
                new ClickHouseLeftovers(clickHouse),
                liveLeftovers,
                new KafkaLeftovers(log),
                new PostgresLeftovers(database));
    }

    LiveSpace liveSpace() {
        return liveSpace;
    }

    SourceLog log() {
        return log;
    }

    /** By the engine's name, whether it answers; a check may take long, or fail, where it does not. */
    Map<String, BooleanSupplier> checks() {
        Map<String, BooleanSupplier> checks = new LinkedHashMap<>();
        checks.put(Health.CATALOG, () -> PostgresRole.requirePrimary(database));
        checks.put("clickhouse", () -> clickHouse.answers(PATIENCE_MILLIS));
        checks.put("redis", live::answers);
        checks.put("kafka", log::answers);
        return checks;
    }

    Stores stores() {
        return stores;
    }

    SchemaCheck schemas() {
        return new SchemaCheck(registry);
    }

    JarStore jars() {
        return jars;
    }

    @Override
    public void close() {
        registry.ifPresent(HttpSchemaRegistry::close);
        log.close();
        liveSpace.close();
        liveLeftovers.close();
        live.close();
        redis.close();
        clickHouse.close();
        patientClickHouse.close();
        leadershipDatabase.close();
        database.close();
    }
}
