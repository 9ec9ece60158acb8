package dev.switchback.processor.runtime;

import dev.switchback.processor.aggregate.EventReader;
import dev.switchback.processor.decode.WriterSchemas;
import dev.switchback.processor.guard.AskedStore;
import dev.switchback.processor.guard.FaultPoint;
import dev.switchback.processor.guard.FaultPoints;
import dev.switchback.processor.guard.PatientRegistry;
import dev.switchback.processor.guard.RunStatus;
import dev.switchback.processor.guard.StoreRetry;
import dev.switchback.processor.guard.VersionFailedException;
import dev.switchback.processor.history.HistoryFlush;
import dev.switchback.processor.history.HistoryLimits;
import dev.switchback.processor.history.HistorySink;
import dev.switchback.processor.history.HistoryTargets;
import dev.switchback.processor.live.LiveFlush;
import dev.switchback.processor.live.LiveSink;
import dev.switchback.views.ledger.LedgerEntry;
import dev.switchback.views.ledger.LedgerKey;
import dev.switchback.views.ledger.SinkLedger;
import dev.switchback.views.manifest.Source;
import java.util.Map;

/** Opens partitions as they are assigned. Thread-safe. */
public final class RunFactory {
    private final HistoryTargets targets;
    private final SinkLedger ledger;
    private final HistoryFlush historyFlush;
    private final HistoryLimits historyLimits;
    private final LiveFlush liveFlush;
    private final StoreRetry retry;
    private final RunStatus status;
    private final FaultPoints faults;
    private final WriterSchemas schemas;

    /** For a source without schemas. */
    public RunFactory(
            HistoryTargets targets,
            SinkLedger ledger,
            HistoryFlush historyFlush,
            HistoryLimits historyLimits,
            LiveFlush liveFlush,
            RunStatus status,
            FaultPoints faults) {
        this(targets, ledger, historyFlush, historyLimits, liveFlush, status, faults, WriterSchemas.NONE);
    }

    /** @param schemas of the source's records; a registry that is away is waited for */
    public RunFactory(
            HistoryTargets targets,
            SinkLedger ledger,
            HistoryFlush historyFlush,
            HistoryLimits historyLimits,
            LiveFlush liveFlush,
            RunStatus status,
            FaultPoints faults,
            WriterSchemas schemas) {
        this.targets = targets;
        this.ledger = ledger;
        this.historyFlush = historyFlush;
        this.historyLimits = historyLimits;
        this.liveFlush = liveFlush;
        this.retry = new StoreRetry(status);
        this.status = status;
        this.faults = faults;
        this.schemas = new WriterSchemas(new PatientRegistry(schemas.registry(), retry), schemas.readerSchema());
    }

    /** A reader for one thread. */
    EventReader newReader() {
        return new EventReader(targets.plan(), schemas);
    }

    /** Reads where both stores stand; the consumer is moved to the smaller offset. */
    PartitionRun open(int partition, EventReader reader, PartitionRun.Log log) {
        LedgerEntry entry = retry.call(AskedStore.POSTGRESQL, () -> entry(partition));
        HistorySink history = new HistorySink(entry, targets, historyFlush, historyLimits);
        faults.reached(FaultPoint.WHILE_OPENING, partition);
        LiveSink live = liveFlush.open(partition, entry.start(), entry.committed());
        Runnable betweenStores = () -> faults.reached(FaultPoint.BETWEEN_STORES, partition);
        Source source = targets.plan().source();
        return new PartitionRun(
                reader,
                new EventClock(source),
                new Silence(source.timePolicy().idleTimeout(), System::nanoTime, entry.idle()),
                history,
                live,
                log,
                betweenStores);
    }

    /** The controller makes the rows; a partition added since then begins at 0, where nothing of it has been read. */
    private LedgerEntry entry(int partition) {
        LedgerKey key = new LedgerKey(targets.version(), partition);
        return ledger.read(key).orElseGet(() -> {
            ledger.create(
                    targets.version(), Map.of(partition, 0L), targets.views().size());
            return ledger.read(key)
                    .orElseThrow(() -> new VersionFailedException(
                            "The ledger has no row for " + key.version() + ", partition " + partition + "."));
        });
    }

    RunStatus status() {
        return status;
    }

    FaultPoints faults() {
        return faults;
    }
}
