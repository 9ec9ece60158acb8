package dev.switchback.processor.runtime;

import com.clickhouse.client.api.Client;
import dev.switchback.processor.guard.FaultPoints;
import dev.switchback.processor.guard.RunStatus;
import dev.switchback.processor.guard.StoreRetry;
import dev.switchback.processor.history.ClickHouseInserts;
import dev.switchback.processor.history.HistoryFlush;
import dev.switchback.processor.history.HistoryLimits;
import dev.switchback.processor.history.HistoryTargets;
import dev.switchback.processor.history.SessionOutlet;
import dev.switchback.processor.live.LiveFlush;
import dev.switchback.processor.live.LiveLimits;
import dev.switchback.processor.live.LiveRebuild;
import dev.switchback.processor.live.LiveScript;
import dev.switchback.processor.live.LiveTails;
import dev.switchback.views.VersionId;
import dev.switchback.views.ledger.SinkLedger;
import dev.switchback.views.plan.PipelinePlan;

/**
 * One life of a version's processor without Kafka: the product's decoding, aggregation and sinks on the real stores, fed by the caller.
 * Belongs to one thread.
 */
public final class DirectVersion {
    private final RunFactory factory;

    /** @param script stays the caller's */
    public DirectVersion(
            VersionId version,
            PipelinePlan plan,
            int shards,
            SinkLedger ledger,
            Client clickHouse,
            LiveScript script,
            Boundaries boundaries) {
        RunStatus status = new RunStatus();
        StoreRetry retry = new StoreRetry(status);
        HistoryTargets targets = HistoryTargets.of(version, plan);
        this.factory = new RunFactory(
                targets,
                ledger,
                new HistoryFlush(
                        targets,
                        ledger,
                        new ClickHouseInserts(clickHouse),
                        SessionOutlet.NONE,
                        retry,
                        boundaries.faults()),
                boundaries.history(),
                new LiveFlush(
                        version,
                        plan,
                        shards,
                        script,
                        new LiveRebuild(version, LiveTails.UNKNOWN, ledger, retry, status),
                        boundaries.live(),
                        retry,
                        boundaries.faults()),
                status,
                boundaries.faults());
    }

    /** Where batches end, and where this life does. */
    public record Boundaries(HistoryLimits history, LiveLimits live, FaultPoints faults) {}

    /** A partition from where the stores stand. */
    public DirectPartition open(int partition) {
        return new DirectPartition(factory, partition);
    }
}
