package dev.switchback.processor.app;

import dev.switchback.processor.decode.WriterSchemas;
import dev.switchback.processor.guard.RunStatus;
import dev.switchback.processor.guard.StoreRetry;
import dev.switchback.processor.guard.VersionFailedException;
import dev.switchback.processor.history.ClickHouseInserts;
import dev.switchback.processor.history.HistoryFlush;
import dev.switchback.processor.history.HistoryInserts;
import dev.switchback.processor.history.HistoryLimits;
import dev.switchback.processor.history.HistoryTargets;
import dev.switchback.processor.live.LiveFlush;
import dev.switchback.processor.live.LiveRebuild;
import dev.switchback.processor.live.LiveScript;
import dev.switchback.processor.live.LiveTails;
import dev.switchback.processor.runtime.EventProcessor;
import dev.switchback.processor.runtime.LedgerClientSupplier;
import dev.switchback.processor.runtime.RunControl;
import dev.switchback.processor.runtime.RunFactory;
import dev.switchback.processor.session.SessionTopic;
import dev.switchback.views.StoreUnavailableException;
import dev.switchback.views.catalog.RegisteredVersion;
import dev.switchback.views.clickhouse.ClickHouseServers;
import dev.switchback.views.engines.SchemaRegistryAddress;
import dev.switchback.views.kafka.KafkaRefusals;
import dev.switchback.views.kafka.KafkaRight;
import dev.switchback.views.ledger.SinkLedger;
import dev.switchback.views.manifest.ManifestException;
import dev.switchback.views.plan.PipelinePlan;
import dev.switchback.views.planning.VersionPlanner;
import dev.switchback.views.planning.VersionPlanner.RunnablePlan;
import dev.switchback.views.postgres.PostgresJarStore;
import dev.switchback.views.postgres.PostgresSessionProgress;
import dev.switchback.views.postgres.PostgresSinkLedger;
import dev.switchback.views.postgres.PostgresVersionCatalog;
import dev.switchback.views.redis.RedisClients;
import dev.switchback.views.redis.RedisServers;
import dev.switchback.views.registry.RememberingRegistry;
import dev.switchback.views.registry.SchemaRegistry;
import dev.switchback.views.session.SessionProgress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;

/** Wires an instance. */
final class Boot {
    private static final Duration PING = Duration.ofSeconds(5);

    private final ProcessorSettings settings;
    private final ProcessorTuning tuning;
    private final DataSource postgres;
    private final RunStatus status;
    private final RunControl control;
    private final Optional<? extends SchemaRegistry> registry;

    /** @param registry of the schemas of records, where one is configured */
    Boot(
            ProcessorSettings settings,
            ProcessorTuning tuning,
            DataSource postgres,
            Optional<? extends SchemaRegistry> registry,
            RunStatus status,
            RunControl control) {
        this.settings = settings;
        this.tuning = tuning;
        this.postgres = postgres;
        this.registry = registry;
        this.status = status;
        this.control = control;
    }

    /**
     * Reads the manifest and the log's ends and makes everything, nothing started yet.
     *
     * @throws StoreUnavailableException while PostgreSQL, Kafka or the schema registry does not answer
     * @throws VersionFailedException if the version cannot run
     */
    RunningStreams prepare() {
        RegisteredVersion registered = new PostgresVersionCatalog(postgres)
                .find(settings.version())
                .orElseThrow(() -> new VersionFailedException(
                        settings.version() + " is not registered; register its manifest first."));
        RunnablePlan runnable = plan(registered);
        PipelinePlan plan = runnable.plan();
        requireHistory();
        WriterSchemas schemas = schemas(registered, plan);
        LiveTails tails = tails(plan, schemas);
        SessionProgress progress = new PostgresSessionProgress(postgres);
        Optional<SessionTopic> topic = SessionHalf.topic(settings, plan, progress);
        StoreRetry retry = new StoreRetry(status);
        HistoryLimits limits = tuning.history().dividedOver(tails.byPartition().size());
        SinkLedger ledger = new PostgresSinkLedger(postgres);
        HistoryTargets targets = HistoryTargets.of(settings.version(), plan);
        ClickHouseServers clickHouse = ClickHouseServers.open(settings.engines().clickHouse());
        RedisServers redis = RedisClients.open(settings.engines().redis());
        LiveScript script = new LiveScript(redis);
        HistoryInserts inserts = new ClickHouseInserts(clickHouse);
        SessionHalf sessions = SessionHalf.of(
                topic, settings, tuning, targets, registered.liveShards(), inserts, script, progress, status);
        HistoryFlush history = new HistoryFlush(targets, ledger, inserts, sessions.outlet(), retry, tuning.faults());
        LiveFlush live = new LiveFlush(
                settings.version(),
                plan,
                registered.liveShards(),
                script,
                new LiveRebuild(settings.version(), tails, ledger, retry, status),
                tuning.live(),
                retry,
                tuning.faults());
        RunFactory factory = new RunFactory(targets, ledger, history, limits, live, status, tuning.faults(), schemas);
        Topology topology = new Topology()
                .addSource("source", plan.source().topic())
                .addProcessor("events", EventProcessor::new, "source");
        KafkaRefusals refusals = new KafkaRefusals(settings.engines().kafkaAddress());
        KafkaRight[] reading = {
            KafkaRight.topic(plan.source().topic(), "Read"),
            KafkaRight.group(StreamsSettings.applicationId(settings), "Read")
        };
        KafkaStreams streams = new KafkaStreams(
                topology,
                StreamsSettings.of(settings, tuning),
                new LedgerClientSupplier(factory, control, failure -> refusals.explain(failure, reading)));
        streams.setUncaughtExceptionHandler(new Failures(status, failure -> refusals.explain(failure, reading)));
        List<KafkaStreams> halves =
                Stream.concat(Stream.of(streams), sessions.streams().stream()).toList();
        return new RunningStreams(halves, sessions.transactions(), script, redis, clickHouse, runnable);
    }

    /** Whoever cannot reach the store that every event goes to must not take partitions from those who can. */
    private void requireHistory() {
        try (ClickHouseServers servers =
                ClickHouseServers.open(settings.engines().clickHouse(), PING)) {
            servers.requireAnswer();
        }
    }

    private RunnablePlan plan(RegisteredVersion registered) {
        try {
            RunnablePlan runnable = new VersionPlanner(new PostgresJarStore(postgres)).open(registered);
            runnable.functions().initialize();
            return runnable;
        } catch (LinkageError e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new VersionFailedException(
                    "A function of " + registered.id()
                            + " cannot be called: the static initializer of its class failed: " + cause,
                    e);
        } catch (ManifestException e) {
            throw new VersionFailedException(
                    "The manifest of " + registered.id() + " cannot be planned any more: " + e.getMessage(), e);
        }
    }

    private WriterSchemas schemas(RegisteredVersion registered, PipelinePlan plan) {
        if (!plan.source().format().needsRegistry()) {
            return WriterSchemas.NONE;
        }
        SchemaRegistry found = registry.orElseThrow(() -> new VersionFailedException("The records of "
                + registered.id().pipeline() + " name schemas of a registry; set " + SchemaRegistryAddress.URL
                + " for the processors and start them again."));
        return new WriterSchemas(new RememberingRegistry(found), registered.readerSchema());
    }

    private LiveTails tails(PipelinePlan plan, WriterSchemas schemas) {
        try {
            return new TailReader(settings.engines().kafkaAddress(), plan, schemas).read();
        } catch (KafkaException e) {
            throw new KafkaRefusals(settings.engines().kafkaAddress())
                    .translate(
                            e,
                            "Kafka does not answer: " + e.getMessage(),
                            KafkaRight.topic(plan.source().topic(), "Read"));
        }
    }
}
