package dev.switchback.processor.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.switchback.embedded.testing.TestEngines;
import dev.switchback.processor.guard.FaultPoints;
import dev.switchback.processor.history.HistoryLimits;
import dev.switchback.processor.live.LiveLimits;
import dev.switchback.views.VersionId;
import dev.switchback.views.clickhouse.ClickHouseHistoryStore;
import dev.switchback.views.engines.EngineAddresses;
import dev.switchback.views.functions.FunctionJar;
import dev.switchback.views.functions.FunctionLoader;
import dev.switchback.views.ledger.Counts;
import dev.switchback.views.ledger.LedgerEntry;
import dev.switchback.views.ledger.LedgerKey;
import dev.switchback.views.manifest.Fingerprint;
import dev.switchback.views.manifest.Manifest;
import dev.switchback.views.manifest.ManifestException;
import dev.switchback.views.manifest.ManifestReader;
import dev.switchback.views.plan.PipelinePlan;
import dev.switchback.views.postgres.PostgresJarStore;
import dev.switchback.views.postgres.PostgresSinkLedger;
import dev.switchback.views.postgres.PostgresVersionCatalog;
import dev.switchback.views.run.ProcessorState;
import dev.switchback.views.sql.Planner;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A pipeline of its own: topic, version 1 registered and provisioned as the controller would, and what the stores hold of it. */
final class TestPipeline implements AutoCloseable {
    /** The beginning of a manifest for {@link GeneratedEvent}s. */
    static final String SOURCE = """
            pipeline: NAME
            source:
              topic: NAME
              format: json
              event_time: time
              out_of_orderness: PT10S
              columns:
                time: TIMESTAMP(3)
                channel: VARCHAR
                user_name: {type: VARCHAR, path: user.name}
                is_robot: BOOLEAN
                added: BIGINT
                score: DOUBLE
                price: DECIMAL(10,2)
            """;

    static final String MANIFEST = SOURCE + """
            views:
              by_channel:
                sql: |
                  SELECT window_start, channel, COUNT(*) AS edits, SUM(added) AS total, COUNT(DISTINCT user_name) AS editors,
                    MIN(added) AS smallest, MAX(user_name) AS last_user, AVG(score) AS score
                  FROM TABLE(TUMBLE(TABLE NAME, DESCRIPTOR(time), INTERVAL '1' MINUTE))
                  WHERE NOT is_robot
                  GROUP BY window_start, channel
                live: {retention: PT2H, top: [edits, total, editors, score]}
              totals:
                sql: |
                  SELECT COUNT(*) AS events, SUM(price) AS price, SUM(score) AS score, COUNT(*) FILTER (WHERE added > 500) AS large
                  FROM NAME WHERE price > 0
                live: {retention: PT2H, top: [price]}
              small:
                sql: |
                  SELECT channel, 1000 / added AS share FROM NAME WHERE added < 5
            """;

    final VersionId version;
    final PipelinePlan plan;
    final int shards;
    private final String topic;
    private final Admin admin;
    private final KafkaProducer<byte[], byte[]> producer;
    private final PostgresSinkLedger ledger = new PostgresSinkLedger(Stores.POSTGRES);

    private TestPipeline(VersionId version, int partitions, int shards, String yaml, List<FunctionJar> jars)
            throws ManifestException, ExecutionException, InterruptedException {
        String name = version.pipeline();
        this.version = version;
        this.topic = name;
        this.shards = shards;
        this.admin = Admin.create(Map.of("bootstrap.servers", Stores.ADDRESSES.kafka()));
        this.producer = new KafkaProducer<>(
                // One request at a time: on a topic made a moment ago, the first of several batches was refused, and
                // then the others for minutes, as out of order (KAFKA-15591).
                Map.of(
                        "bootstrap.servers",
                        Stores.ADDRESSES.kafka(),
                        "linger.ms",
                        "5",
                        "max.in.flight.requests.per.connection",
                        "1"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        Manifest manifest = new ManifestReader().read(yaml);
        Map<String, FunctionJar> named = jars.stream().collect(Collectors.toMap(FunctionJar::name, jar -> jar));
        this.plan = new Planner().plan(manifest, FunctionLoader.load(manifest, named));
        if (version.number() == 1) {
            admin.createTopics(List.of(new NewTopic(name, partitions, (short) 1).configs(Map.of("retention.ms", "-1"))))
                    .all()
                    .get();
        }
        jars.forEach(jar -> new PostgresJarStore(Stores.POSTGRES).put(name, jar));
        Map<String, String> hashes = jars.stream().collect(Collectors.toMap(FunctionJar::name, FunctionJar::sha256));
        assertEquals(
                version,
                new PostgresVersionCatalog(Stores.POSTGRES)
                        .register(name, yaml, Fingerprint.of(manifest, hashes), shards, hashes)
                        .version()
                        .id());
        new ClickHouseHistoryStore(Stores.CLICKHOUSE).provision(version, plan);
        Map<Integer, Long> starts = new HashMap<>();
        IntStream.range(0, partitions).forEach(partition -> starts.put(partition, 0L));
        ledger.create(version, starts, plan.views().size());
    }

    /** @param manifest with NAME where the pipeline's name goes */
    static TestPipeline create(String prefix, int partitions, int shards, String manifest, FunctionJar... jars) {
        return create(new VersionId(TestEngines.uniqueName(prefix), 1), partitions, shards, manifest, jars);
    }

    /** The next version of the same pipeline, over the same topic. */
    TestPipeline next(String manifest, FunctionJar... jars) {
        return create(new VersionId(version.pipeline(), version.number() + 1), ends().size(), shards, manifest, jars);
    }

    private static TestPipeline create(
            VersionId version, int partitions, int shards, String manifest, FunctionJar... jars) {
        try {
            return new TestPipeline(
                    version, partitions, shards, manifest.replace("NAME", version.pipeline()), List.of(jars));
        } catch (ManifestException | ExecutionException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    void send(List<GeneratedEvent> events) {
        send(producer, events);
    }

    /** Sends in one transaction: a marker follows in every partition touched. */
    void sendInTransaction(List<GeneratedEvent> events, boolean commit) {
        try (KafkaProducer<byte[], byte[]> transactional = new KafkaProducer<>(
                Map.of("bootstrap.servers", Stores.ADDRESSES.kafka(), "transactional.id", topic),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            transactional.initTransactions();
            transactional.beginTransaction();
            send(transactional, events);
            if (commit) {
                transactional.commitTransaction();
            } else {
                transactional.abortTransaction();
            }
        }
    }

    /** Begins a transaction with these events; closing the producer without a commit aborts it. */
    KafkaProducer<byte[], byte[]> sendInOpenTransaction(List<GeneratedEvent> events) {
        KafkaProducer<byte[], byte[]> transactional = new KafkaProducer<>(
                Map.of("bootstrap.servers", Stores.ADDRESSES.kafka(), "transactional.id", topic),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        transactional.initTransactions();
        transactional.beginTransaction();
        send(transactional, events);
        return transactional;
    }

    private void send(KafkaProducer<byte[], byte[]> to, List<GeneratedEvent> events) {
        List<Future<RecordMetadata>> sent = events.stream()
                .map(event -> to.send(new ProducerRecord<>(topic, event.partition(), null, event.value())))
                .toList();
        to.flush();
        sent.forEach(TestPipeline::get);
    }

    void addPartitions(int total) {
        get(admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(total)))
                .all());
    }

    void deleteTopic() {
        get(admin.deleteTopics(List.of(topic)).all());
    }

    void deleteRecords(int partition, long before) {
        get(admin.deleteRecords(Map.of(new TopicPartition(topic, partition), RecordsToDelete.beforeOffset(before)))
                .all());
    }

    private static <T> T get(Future<T> future) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    VersionProcessor start(String instance) {
        return start(settings(instance, 2), FaultPoints.NONE);
    }

    VersionProcessor start(String instance, EngineAddresses engines) {
        ProcessorSettings plain = settings(instance, 2);
        return start(
                new ProcessorSettings(engines, version, instance, plain.threads(), plain.stateDirectory()),
                FaultPoints.NONE);
    }

    VersionProcessor start(String instance, FaultPoints faults) {
        return start(settings(instance, 2), faults);
    }

    /** Starts an instance with small, frequent batches, so that many of them meet every fault. */
    private static VersionProcessor start(ProcessorSettings settings, FaultPoints faults) {
        HistoryLimits history = new HistoryLimits(2_000, 1 << 20, 700, Duration.ofMillis(100), Duration.ofMillis(100));
        LiveLimits live = new LiveLimits(300, Duration.ofMillis(40), Duration.ofMillis(40));
        return VersionProcessor.start(settings, new ProcessorTuning(history, live, faults, Duration.ofSeconds(1)));
    }

    ProcessorSettings settings(String instance, int threads) {
        return new ProcessorSettings(
                Stores.ADDRESSES,
                version,
                instance,
                threads,
                Path.of(
                        System.getProperty("java.io.tmpdir"),
                        "switchback-" + version.pipeline() + "-" + version.number() + instance));
    }

    Map<Integer, LedgerEntry> ledger() {
        return ledger.read(version);
    }

    /** Where the history store stands. */
    long settled(int partition) {
        return ledger.read(new LedgerKey(version, partition)).orElseThrow().committed();
    }

    Counts counts() {
        return ledger().values().stream()
                .map(LedgerEntry::counts)
                .reduce(Counts.zero(plan.views().size()), Counts::plus);
    }

    Map<Integer, Long> ends() {
        Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
        get(Objects.requireNonNull(
                        admin.describeTopics(List.of(topic)).topicNameValues().get(topic)))
                .partitions()
                .forEach(each -> asked.put(new TopicPartition(topic, each.partition()), OffsetSpec.latest()));
        Map<Integer, Long> ends = new HashMap<>();
        get(admin.listOffsets(asked).all()).forEach((partition, end) -> ends.put(partition.partition(), end.offset()));
        return ends;
    }

    /** The group's committed offsets. */
    Map<Integer, Long> groupOffsets() {
        Map<Integer, Long> offsets = new HashMap<>();
        get(admin.listConsumerGroupOffsets("switchback." + version.pipeline() + ".v" + version.number())
                        .partitionsToOffsetAndMetadata())
                .forEach((partition, offset) -> offsets.put(partition.partition(), offset.offset()));
        return offsets;
    }

    /** Removes the dead and the suspended from the group at once, instead of when their sessions run out. */
    void expelMembers() {
        get(admin.removeMembersFromConsumerGroup(
                        "switchback." + version.pipeline() + ".v1", new RemoveMembersFromConsumerGroupOptions())
                .all());
    }

    /** Waits until both stores hold the log to its end. */
    void awaitCaughtUp(VersionProcessor processor) {
        Waiting.until(
                () -> {
                    if (processor.state() == ProcessorState.FAILED) {
                        throw new AssertionError(processor.problem());
                    }
                    return isCaughtUp();
                },
                () -> "offsets " + ends() + ", ledger " + ledger() + ", live marks " + LiveContent.marks(this));
    }

    /** Whether both stores hold the log to its end. */
    boolean isCaughtUp() {
        Map<Integer, Long> ends = ends();
        Map<Integer, LedgerEntry> rows = ledger();
        boolean stored = ends.entrySet().stream().allMatch(end -> {
            LedgerEntry row = rows.get(end.getKey());
            return row != null && row.committed() == end.getValue();
        });
        return stored && LiveContent.marks(this).equals(nonZero(ends));
    }

    private static Map<Integer, Long> nonZero(Map<Integer, Long> ends) {
        Map<Integer, Long> result = new HashMap<>(ends);
        result.values().removeIf(end -> end == 0);
        return result;
    }

    @Override
    public void close() {
        producer.close();
        admin.close();
    }
}
