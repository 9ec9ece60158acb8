package dev.switchback.standalone.stores;

import static org.junit.jupiter.api.Assertions.assertNotEquals;

import com.zaxxer.hikari.HikariDataSource;
import dev.switchback.embedded.redis.RedisNode;
import dev.switchback.embedded.redis.RedisTalk;
import dev.switchback.embedded.testing.ClusterSql;
import dev.switchback.embedded.testing.TestEngines;
import dev.switchback.migrations.Migrations;
import dev.switchback.processor.app.ProcessorSettings;
import dev.switchback.processor.app.ProcessorTuning;
import dev.switchback.processor.app.VersionProcessor;
import dev.switchback.processor.guard.FaultPoints;
import dev.switchback.processor.history.HistoryLimits;
import dev.switchback.processor.live.LiveLimits;
import dev.switchback.query.app.QueryServer;
import dev.switchback.query.app.QueryServerSettings;
import dev.switchback.views.Slot;
import dev.switchback.views.StoreUnavailableException;
import dev.switchback.views.VersionId;
import dev.switchback.views.clickhouse.ClickHouseFailures;
import dev.switchback.views.clickhouse.ClickHouseHistoryStore;
import dev.switchback.views.clickhouse.ClickHouseServers;
import dev.switchback.views.engines.EngineAddresses;
import dev.switchback.views.history.HistoryLayout;
import dev.switchback.views.history.HistorySchema;
import dev.switchback.views.ledger.LedgerEntry;
import dev.switchback.views.live.LiveKeys;
import dev.switchback.views.manifest.Fingerprint;
import dev.switchback.views.manifest.Manifest;
import dev.switchback.views.manifest.ManifestException;
import dev.switchback.views.manifest.ManifestReader;
import dev.switchback.views.plan.PipelinePlan;
import dev.switchback.views.postgres.PostgresPool;
import dev.switchback.views.postgres.PostgresSinkLedger;
import dev.switchback.views.postgres.PostgresVersionCatalog;
import dev.switchback.views.redis.RedisClients;
import dev.switchback.views.redis.RedisLiveStore;
import dev.switchback.views.redis.RedisServers;
import dev.switchback.views.run.ProcessorState;
import dev.switchback.views.sql.Planner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A pipeline of {@link Visits} with a processor and a query server, on stores of the caller's choice. */
final class VisitPipeline implements AutoCloseable {
    static final int PARTITIONS = 3;

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final ProcessorTuning SMALL_BATCHES = new ProcessorTuning(
            new HistoryLimits(2_000, 1 << 20, 900, Duration.ofMillis(100), Duration.ofMillis(100)),
            new LiveLimits(400, Duration.ofMillis(20), Duration.ofMillis(20)),
            FaultPoints.NONE,
            Duration.ofSeconds(30));

    final Visits visits = new Visits();
    final VersionId version;
    final PipelinePlan plan;
    final int shards;
    final QueryServer queries;
    final VersionProcessor processor;
    private final HikariDataSource postgres;
    final ClickHouseServers clickHouse;
    private final RedisServers redis;
    private final RedisLiveStore live;
    private final PostgresSinkLedger ledger;
    private final KafkaProducer<byte[], byte[]> producer;
    private final Map<Integer, Long> ends = new HashMap<>();

    private VisitPipeline(EngineAddresses engines, int shards) throws ManifestException, ExecutionException {
        this.shards = shards;
        this.postgres = PostgresPool.open(engines.postgres(), 4);
        this.clickHouse = ClickHouseServers.open(engines.clickHouse());
        this.redis = RedisClients.open(engines.redis());
        this.live = new RedisLiveStore(redis);
        this.ledger = new PostgresSinkLedger(postgres);
        String name = TestEngines.uniqueName("visits");
        // On a topic made a moment ago, several at once may stay out of order for minutes (KAFKA-15591).
        Map<String, Object> settings =
                Map.of("bootstrap.servers", engines.kafka(), "max.in.flight.requests.per.connection", "1");
        try (Admin admin = Admin.create(settings)) {
            admin.createTopics(List.of(new NewTopic(name, PARTITIONS, (short) 1).configs(Map.of("retention.ms", "-1"))))
                    .all()
                    .get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
        this.producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
        this.plan = plan(name);
        this.version = register(name);
        Path folder = Path.of(System.getProperty("java.io.tmpdir"), "switchback-" + name);
        this.processor = VersionProcessor.start(new ProcessorSettings(engines, version, "a", 2, folder), SMALL_BATCHES);
        this.queries = QueryServer.start(new QueryServerSettings(engines, "127.0.0.1", 0));
    }

    /** Starts all, with engines of the test JVM for what is not given. */
    static VisitPipeline on(URI redis, int shards) {
        return on(TestEngines.clickHouse(), redis, shards);
    }

    static VisitPipeline on(URI clickHouse, URI redis, int shards) {
        URI postgres = TestEngines.newPostgresDatabase();
        Migrations.run(postgres, TestEngines.clickHouse());
        try {
            return new VisitPipeline(new EngineAddresses(TestEngines.kafka(), postgres, clickHouse, redis), shards);
        } catch (ManifestException | ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    private static PipelinePlan plan(String name) throws ManifestException {
        return new Planner().plan(new ManifestReader().read(Visits.MANIFEST.replace("NAME", name)));
    }

    private VersionId register(String name) throws ManifestException {
        String yaml = Visits.MANIFEST.replace("NAME", name);
        Manifest manifest = new ManifestReader().read(yaml);
        PostgresVersionCatalog catalog = new PostgresVersionCatalog(postgres);
        VersionId id = catalog.register(name, yaml, Fingerprint.of(manifest, Map.of()), shards)
                .version()
                .id();
        provision(id, plan);
        Map<Integer, Long> starts = new HashMap<>();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            starts.put(partition, 0L);
            ends.put(partition, 0L);
        }
        ledger.create(id, starts, plan.views().size());
        catalog.moveSlot(id, Slot.REGISTERED, Slot.SHADOW);
        return id;
    }

    /** A cluster's tables without their copies: the embedded ClickHouse has no Keeper. */
    private void provision(VersionId id, PipelinePlan plan) {
        switch (clickHouse.layout()) {
            case HistoryLayout.SingleNode _ -> new ClickHouseHistoryStore(clickHouse).provision(id, plan);
            case HistoryLayout.Cluster cluster -> {
                List<String> statements = new ArrayList<>(HistorySchema.create(id, plan, 1_000, cluster, 1));
                statements.addAll(HistorySchema.follow(id, plan, cluster));
                for (String statement : ClusterSql.onOneServer(statements)) {
                    clickHouse.call(client -> ClickHouseFailures.translated(() -> {
                        client.execute(statement).get().close();
                        return true;
                    }));
                }
            }
        }
    }

    /** Sends events to all partitions in turn. One thread at a time. */
    void send(int events) {
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        for (int i = 0; i < events; i++) {
            int partition = i % PARTITIONS;
            sent.add(producer.send(new ProducerRecord<>(version.pipeline(), partition, null, visits.take())));
            synchronized (ends) {
                ends.merge(partition, 1L, Long::sum);
            }
        }
        producer.flush();
        sent.forEach(VisitPipeline::get);
    }

    private static void get(Future<RecordMetadata> sent) {
        try {
            sent.get();
        } catch (ExecutionException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** Waits until both stores hold all that was sent. */
    void awaitEnd() {
        Map<Integer, Long> all;
        synchronized (ends) {
            all = Map.copyOf(ends);
        }
        await("both stores hold all of " + all, () -> {
            Map<Integer, LedgerEntry> rows = ledger.read(version);
            return all.entrySet().stream().allMatch(each -> {
                        LedgerEntry row = rows.get(each.getKey());
                        return row != null && row.committed() == each.getValue();
                    })
                    && live.marks(version, shards).equals(all);
        });
    }

    /** Fails if a server that is about to be promoted has all that the live store had of the first shard. */
    void requireLoss(RedisNode server) {
        String mark;
        try (RedisTalk talk = server.talk()) {
            if (String.valueOf(talk.ask("INFO", "cluster")).contains("cluster_enabled:1")) {
                talk.ask("READONLY");
            }
            mark = String.valueOf(talk.ask("HGET", new LiveKeys(version, 0).marks(), "0"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        synchronized (ends) {
            assertNotEquals(String.valueOf(ends.get(0)), mark, "it has lost nothing");
        }
    }

    /** Something that may throw while a store is away. */
    interface Condition {
        boolean holds();
    }

    void await(String what, Condition condition) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!holds(condition)) {
            if (processor.state() == ProcessorState.FAILED || System.nanoTime() > end) {
                throw new AssertionError("not so: " + what + "; " + processor.state() + " " + processor.problem()
                        + " at " + ledger.read(version));
            }
            LockSupport.parkNanos(20_000_000);
        }
    }

    private static boolean holds(Condition condition) {
        try {
            return condition.holds();
        } catch (StoreUnavailableException e) {
            return false;
        }
    }

    @Override
    public void close() {
        producer.close();
        processor.close();
        queries.close();
        live.close();
        redis.close();
        clickHouse.close();
        postgres.close();
    }
}
