package dev.switchback.query.app;

import com.clickhouse.client.api.Client;
import com.zaxxer.hikari.HikariDataSource;
import dev.switchback.embedded.testing.TestEngines;
import dev.switchback.migrations.Migrations;
import dev.switchback.views.Slot;
import dev.switchback.views.VersionId;
import dev.switchback.views.clickhouse.ClickHouseClients;
import dev.switchback.views.clickhouse.ClickHouseHistoryStore;
import dev.switchback.views.engines.EngineAddresses;
import dev.switchback.views.ledger.Counts;
import dev.switchback.views.ledger.LedgerKey;
import dev.switchback.views.manifest.Fingerprint;
import dev.switchback.views.manifest.Manifest;
import dev.switchback.views.manifest.ManifestException;
import dev.switchback.views.manifest.ManifestReader;
import dev.switchback.views.plan.PipelinePlan;
import dev.switchback.views.pointer.PointerControl;
import dev.switchback.views.postgres.PostgresPointerControl;
import dev.switchback.views.postgres.PostgresPool;
import dev.switchback.views.postgres.PostgresSinkLedger;
import dev.switchback.views.postgres.PostgresVersionCatalog;
import dev.switchback.views.redis.RedisClients;
import dev.switchback.views.redis.RedisServers;
import dev.switchback.views.sql.Planner;
import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** A pipeline on the real engines, with a catalog of its own. Versions are written by plain statements, as the layout is documented. */
final class TestPipeline implements AutoCloseable {
    static final int LIVE_SHARDS = 3;

    static final String MANIFEST = """
            pipeline: %s
            source:
              topic: edits
              format: json
              event_time: time
              out_of_orderness: PT10S
              columns:
                time: TIMESTAMP(3)
                channel: VARCHAR
                robot: BOOLEAN
                user_name: VARCHAR
                added: BIGINT
                price: DECIMAL(10,2)
            views:
              edits:
                sql: |
                  SELECT window_start, channel, robot, COUNT(*) AS edits, SUM(added) AS added, AVG(added) AS mean,
                    COUNT(DISTINCT user_name) AS editors, MAX(added) AS largest, SUM(price) AS spent
                  FROM TABLE(TUMBLE(TABLE %s, DESCRIPTOR(time), INTERVAL '1' MINUTE))
                  GROUP BY window_start, channel, robot
                live: {retention: PT10M, top: [edits, added, mean, editors, largest]}
                history: {retention: P1D}
              totals:
                sql: |
                  SELECT channel, COUNT(*) AS edits FROM %s GROUP BY channel
                live: {retention: PT10M, top: [edits]}
              log:
                sql: |
                  SELECT time, channel, robot, user_name, added, price FROM %s
              shout:
                sql: |
                  SELECT UPPER(channel) AS loud FROM %s
            """;

    final String name = TestEngines.uniqueName("q");
    private final String manifest;
    final EngineAddresses engines;
    final Client clickHouse;
    final RedisServers redis;
    final PostgresVersionCatalog catalog;
    final PostgresSinkLedger ledger;
    final PostgresPointerControl control;
    final HikariDataSource pool;
    private final List<QueryServer> servers = new ArrayList<>();

    TestPipeline() {
        this(MANIFEST);
    }

    /** @param manifest with %s where the pipeline's name goes */
    TestPipeline(String manifest) {
        this.manifest = manifest.replace("%s", name);
        URI postgres = TestEngines.newPostgresDatabase();
        engines = new EngineAddresses("localhost:1", postgres, TestEngines.clickHouse(), TestEngines.redis());
        Migrations.run(engines.postgres(), engines.clickHouse());
        pool = PostgresPool.open(postgres, 4);
        catalog = new PostgresVersionCatalog(pool);
        ledger = new PostgresSinkLedger(pool);
        control = new PostgresPointerControl(pool);
        clickHouse = ClickHouseClients.open(engines.clickHouse());
        redis = RedisClients.open(engines.redis());
    }

    QueryServer server() {
        QueryServer server = QueryServer.start(new QueryServerSettings(engines, "127.0.0.1", 0));
        servers.add(server);
        return server;
    }

    /** Registers a version that differs in {@code comment} and makes its tables. */
    VersionId version(String comment) {
        String text = manifest + comment;
        VersionId id = catalog.register(name, text, fingerprint(text), LIVE_SHARDS)
                .version()
                .id();
        new ClickHouseHistoryStore(clickHouse).provision(id, plan());
        catalog.moveSlot(id, Slot.REGISTERED, Slot.SHADOW);
        return id;
    }

    private static String fingerprint(String text) {
        return Integer.toHexString(text.hashCode()).repeat(8).substring(0, 8).repeat(8);
    }

    PipelinePlan plan() {
        return plan(manifest);
    }

    static PipelinePlan plan(String text) {
        try {
            Manifest manifest = new ManifestReader().read(text);
            if (Fingerprint.of(manifest).isEmpty()) {
                throw new AssertionError();
            }
            return new Planner().plan(manifest);
        } catch (ManifestException e) {
            throw new AssertionError(e.getMessage(), e);
        }
    }

    /** Switches as a controller does; returns the new epoch. */
    long switchTo(VersionId version) {
        while (true) {
            long epoch = control.read(name).epoch();
            if (control.prepare(name, version.number(), epoch, Duration.ofSeconds(5))
                    instanceof PointerControl.PrepareOutcome.Prepared(var preparation)) {
                PointerControl.FlipOutcome outcome = control.flip(name, preparation.id());
                while (outcome instanceof PointerControl.FlipOutcome.Awaiting) {
                    outcome = control.flip(name, preparation.id());
                }
                if (outcome instanceof PointerControl.FlipOutcome.Flipped(var pointer)) {
                    return pointer.epoch();
                }
            }
        }
    }

    /** Brings the version's ledger to a maximal event time on one partition. */
    void settle(VersionId version, long maxEventTime) {
        int views = plan().views().size();
        ledger.create(version, Map.of(0, 0L), views);
        long committed = ledger.read(new LedgerKey(version, 0)).orElseThrow().committed();
        ledger.claim(new LedgerKey(version, 0), committed, committed + 1);
        Counts counts = new Counts(1, 0, 0, 0, 0, Collections.nCopies(views, 1L));
        ledger.settle(new LedgerKey(version, 0), committed, committed + 1, counts, OptionalLong.of(maxEventTime));
    }

    /** Runs a statement of PostgreSQL. */
    void update(String sql) {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new AssertionError(sql, e);
        }
    }

    @SuppressWarnings("try") // An interruption in close() fails the test like any other.
    void run(String sql) {
        try (var response = clickHouse.query(sql).get()) {
            if (response == null) {
                throw new AssertionError();
            }
        } catch (Exception e) {
            throw new AssertionError(sql, e);
        }
    }

    @Override
    public void close() {
        servers.forEach(QueryServer::close);
        run("DROP DATABASE IF EXISTS `" + name + "`");
        clickHouse.close();
        redis.close();
        pool.close();
    }
}
