package dev.switchback.processor.app;

import com.zaxxer.hikari.HikariDataSource;
import dev.switchback.processor.runtime.DressRehearsal;
import dev.switchback.views.VersionId;
import dev.switchback.views.clickhouse.ClickHouseServers;
import dev.switchback.views.engines.EngineAddresses;
import dev.switchback.views.ledger.Counts;
import dev.switchback.views.postgres.PostgresPool;
import dev.switchback.views.postgres.PostgresSinkLedger;
import dev.switchback.views.redis.RedisClients;
import dev.switchback.views.redis.RedisLink;
import dev.switchback.views.redis.RedisServers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does in a JVM that waits for a version what every start of one costs and needs no version for: classes, connections to each engine, the way
 * of an event (ADR 196). It reads, and writes nothing anywhere; what it cannot do is left to the start itself. Thread-safe.
 */
public final class WarmUp {
    private static final Logger LOG = LoggerFactory.getLogger(WarmUp.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final VersionId NONE = new VersionId("warm-up", 1);

    private final EngineAddresses engines;
    private final Path stateDirectory;
    private volatile boolean stopped;

    /** @param stateDirectory for files of its own; made if missing */
    public WarmUp(EngineAddresses engines, Path stateDirectory) {
        this.engines = engines;
        this.stateDirectory = stateDirectory;
    }

    /** Everything in turn, until it is told to stop. */
    public void run() {
        long started = System.nanoTime();
        for (Runnable step : List.<Runnable>of(
                this::rehearse,
                this::askPostgres,
                this::askClickHouse,
                this::askRedis,
                this::askKafka,
                this::prepare)) {
            if (stopped) {
                return;
            }
            try {
                step.run();
            } catch (RuntimeException e) {
                LOG.info("a step of the warm-up is left out: {}", e.getMessage());
            }
        }
        if (!stopped) {
            LOG.info("warmed up in {} ms", (System.nanoTime() - started) / 1_000_000);
        }
    }

    /** Soon after it, {@link #run()} returns. */
    public void stop() {
        stopped = true;
    }

    private void rehearse() {
        Counts counts = DressRehearsal.run(() -> stopped);
        LOG.debug("{} made-up events were processed", counts.offsets());
    }

    private void askPostgres() {
        try (HikariDataSource database = PostgresPool.open(engines.postgres(), 1)) {
            var _ = new PostgresSinkLedger(database).read(NONE);
        }
    }

    private void askClickHouse() {
        try (ClickHouseServers servers = ClickHouseServers.open(engines.clickHouse())) {
            var _ = servers.answers(PATIENCE.toMillis());
        }
    }

    private void askRedis() {
        try (RedisServers servers = RedisClients.open(engines.redis());
                RedisLink link = new RedisLink(servers)) {
            var _ = link.answers();
        }
    }

    private void askKafka() {
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                engines.kafkaAddress().client(Map.of()), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            var _ = consumer.listTopics(PATIENCE);
        }
    }

    /** Makes the threads of Kafka Streams with their clients; unless they are started they join no group. */
    private void prepare() {
        ProcessorSettings settings = new ProcessorSettings(engines, NONE, "warm-up", 1, stateDirectory);
        Topology topology = new Topology().addSource("source", NONE.pipeline());
        try (KafkaStreams streams = new KafkaStreams(topology, StreamsSettings.of(settings, ProcessorTuning.DEFAULT))) {
            var _ = streams.state();
            streams.cleanUp();
        }
    }
}
