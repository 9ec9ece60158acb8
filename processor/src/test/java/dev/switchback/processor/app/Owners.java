package dev.switchback.processor.app;

import dev.switchback.processor.guard.FaultPoints;
import dev.switchback.processor.guard.RunStatus;
import dev.switchback.processor.guard.StoreRetry;
import dev.switchback.processor.history.ClickHouseInserts;
import dev.switchback.processor.history.HistoryFlush;
import dev.switchback.processor.history.HistoryInserts;
import dev.switchback.processor.history.HistoryLimits;
import dev.switchback.processor.history.HistoryTargets;
import dev.switchback.processor.history.SessionOutlet;
import dev.switchback.processor.live.LiveFlush;
import dev.switchback.processor.live.LiveLimits;
import dev.switchback.processor.live.LiveRebuild;
import dev.switchback.processor.live.LiveScript;
import dev.switchback.processor.live.LiveTails;
import dev.switchback.processor.runtime.LogRecord;
import dev.switchback.processor.runtime.RunFactory;
import dev.switchback.processor.runtime.SimulatedOwner;
import dev.switchback.views.ledger.SinkLedger;
import dev.switchback.views.postgres.PostgresSinkLedger;
import dev.switchback.views.redis.RedisClients;
import dev.switchback.views.redis.RedisServers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Owners of a pipeline's partitions without Kafka, so that a life and a death cost milliseconds. The stores are the real ones, batches are
 * small and wait for nothing. Thread-safe, but for the log.
 */
final class Owners implements AutoCloseable {
    /** Every so many offsets one without a record. */
    private static final int GAP = 23;

    private static final HistoryLimits HISTORY = new HistoryLimits(60, 1 << 20, 40, Duration.ZERO, Duration.ZERO);
    private static final LiveLimits LIVE = new LiveLimits(60, Duration.ZERO, Duration.ZERO);

    private final TestPipeline pipeline;
    private final List<List<LogRecord>> logs = new ArrayList<>();
    private final List<List<@Nullable GeneratedEvent>> events = new ArrayList<>();
    private final RedisServers redis = RedisClients.open(Stores.ADDRESSES.redis());
    private final LiveScript script = new LiveScript(redis);
    private final SinkLedger ledger;
    private final HistoryInserts inserts;
    private final HistoryTargets targets;
    private long gaps;

    Owners(TestPipeline pipeline, int partitions) {
        this(pipeline, partitions, null);
    }

    /** @param lossy answers of the stores are lost now and then, as it decides */
    Owners(TestPipeline pipeline, int partitions, @Nullable LostAnswers lossy) {
        this.pipeline = pipeline;
        SinkLedger real = new PostgresSinkLedger(Stores.POSTGRES);
        HistoryInserts realInserts = new ClickHouseInserts(Stores.CLICKHOUSE);
        this.ledger = lossy == null ? real : lossy.over(real);
        this.inserts = lossy == null ? realInserts : lossy.over(realInserts);
        this.targets = HistoryTargets.of(pipeline.version, pipeline.plan);
        for (int partition = 0; partition < partitions; partition++) {
            logs.add(new ArrayList<>());
            events.add(new ArrayList<>());
        }
    }

    /** Appends events to the partitions' logs, with gaps between them. */
    void append(List<GeneratedEvent> more) {
        for (GeneratedEvent event : more) {
            List<LogRecord> log = logs.get(event.partition());
            if (log.size() % GAP == GAP - 1) {
                log.add(new LogRecord(false, null));
                events.get(event.partition()).add(null);
                gaps++;
            }
            log.add(new LogRecord(true, event.value()));
            events.get(event.partition()).add(event);
        }
    }

    /** The events below an offset of each partition. */
    List<GeneratedEvent> before(Map<Integer, Long> fence) {
        List<GeneratedEvent> before = new ArrayList<>();
        fence.forEach((partition, offset) -> events.get(partition).stream()
                .limit(offset)
                .filter(Objects::nonNull)
                .forEach(before::add));
        return before;
    }

    /** Offsets without a record, over all partitions. */
    long gaps() {
        return gaps;
    }

    int end(int partition) {
        return logs.get(partition).size();
    }

    /** Opens a partition in a processor of its own. */
    SimulatedOwner open(int partition, FaultPoints faults) {
        RunStatus status = new RunStatus();
        StoreRetry retry = new StoreRetry(status);
        HistoryFlush history = new HistoryFlush(targets, ledger, inserts, SessionOutlet.NONE, retry, faults);
        LiveFlush live = new LiveFlush(
                pipeline.version,
                pipeline.plan,
                pipeline.shards,
                script,
                new LiveRebuild(pipeline.version, LiveTails.UNKNOWN, ledger, retry, status),
                LIVE,
                retry,
                faults);
        RunFactory factory = new RunFactory(targets, ledger, history, HISTORY, live, status, faults);
        return new SimulatedOwner(factory, partition, logs.get(partition));
    }

    /** Brings a partition to its log's end. */
    void finish(int partition) {
        SimulatedOwner owner = open(partition, FaultPoints.NONE);
        while (!owner.finished()) {
            owner.poll(50);
            owner.process(50);
        }
    }

    @Override
    public void close() {
        script.close();
        redis.close();
    }
}
