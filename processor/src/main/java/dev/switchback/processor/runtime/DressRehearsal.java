package dev.switchback.processor.runtime;

import dev.switchback.processor.aggregate.EventReader;
import dev.switchback.processor.guard.FaultPoints;
import dev.switchback.processor.guard.RunStatus;
import dev.switchback.processor.guard.StoreRetry;
import dev.switchback.processor.history.HistoryFlush;
import dev.switchback.processor.history.HistoryLimits;
import dev.switchback.processor.history.HistoryTargets;
import dev.switchback.processor.history.SessionOutlet;
import dev.switchback.processor.live.LiveFlush;
import dev.switchback.processor.live.LiveLimits;
import dev.switchback.processor.live.LiveMarks;
import dev.switchback.processor.live.LiveRebuild;
import dev.switchback.processor.live.LiveTails;
import dev.switchback.views.VersionId;
import dev.switchback.views.functions.FunctionLibrary;
import dev.switchback.views.functions.FunctionLoader;
import dev.switchback.views.ledger.Counts;
import dev.switchback.views.ledger.LedgerEntry;
import dev.switchback.views.ledger.LedgerKey;
import dev.switchback.views.ledger.SinkLedger;
import dev.switchback.views.manifest.Manifest;
import dev.switchback.views.manifest.ManifestException;
import dev.switchback.views.manifest.ManifestReader;
import dev.switchback.views.plan.PipelinePlan;
import dev.switchback.views.sql.Planner;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Made-up events on the way that every event takes, from its bytes to the batches of both stores, none of which are stored: so that the JVM has
 * compiled that way before a version is to be run.
 */
public final class DressRehearsal {
    /** Enough for the second compiler to be done with what matters, in a second or two. */
    private static final int EVENTS = 200_000;

    /** Small batches, so that they are flushed often. */
    private static final HistoryLimits LIMITS =
            new HistoryLimits(20_000, 16L << 20, 20_000, Duration.ofSeconds(1), Duration.ofSeconds(1));

    static final LedgerKey PARTITION = new LedgerKey(new VersionId("rehearsal", 1), 0);
    private static final int USERS = 20_011;
    private static final int PAGES = 4_001;
    private static final int CHANNELS = 23;
    private static final Instant BEGINNING = Instant.parse("2026-01-01T00:00:00Z");
    private static final long MILLIS_EACH = 13;

    /** A log that is nowhere. */
    private static final PartitionRun.Log NO_LOG = new PartitionRun.Log() {
        @Override
        public void seek(long offset) {
            // The next event comes in any case.
        }

        @Override
        public boolean endsAt(long offset) {
            return false;
        }
    };

    private DressRehearsal() {}

    /**
     * Goes on until it is done or told to stop.
     *
     * @return what became of the events that reached their batches' ends
     */
    public static Counts run(BooleanSupplier stop) {
        return with(plan -> run(plan, stop));
    }

    /** What comes of the plan of the made-up events. */
    static <T> T with(Function<PipelinePlan, T> use) {
        try {
            Manifest manifest = new ManifestReader().read(text());
            try (FunctionLibrary functions = FunctionLoader.load(manifest, Map.of())) {
                return use.apply(new Planner().plan(manifest, functions));
            }
        } catch (ManifestException e) {
            throw new IllegalStateException("the rehearsal's manifest is refused", e);
        }
    }

    private static String text() {
        try (InputStream input = DressRehearsal.class.getResourceAsStream("rehearsal.yaml")) {
            if (input == null) {
                throw new IllegalStateException("there is no rehearsal.yaml on the class path");
            }
            return new String(input.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Counts run(PipelinePlan plan, BooleanSupplier stop) {
        SinkLedger ledger = new PassingLedger(PARTITION, plan.views().size());
        RunFactory factory = factory(plan, ledger, LIMITS, LiveLimits.DEFAULT);
        EventReader reader = factory.newReader();
        PartitionRun partition = factory.open(PARTITION.partition(), reader, NO_LOG);
        int events = 0;
        while (events < EVENTS && !stop.getAsBoolean()) {
            partition.polled(1, events + 1L, EVENTS);
            partition.process(new ConsumerRecord<>("rehearsal", 0, events, null, event(events)));
            events++;
        }
        return ledger.read(PARTITION).map(LedgerEntry::counts).orElseThrow();
    }

    /** Opens the one partition, whose batches go nowhere. */
    static RunFactory factory(PipelinePlan plan, SinkLedger ledger, HistoryLimits limits, LiveLimits liveLimits) {
        VersionId version = PARTITION.version();
        RunStatus status = new RunStatus();
        StoreRetry retry = new StoreRetry(status);
        HistoryTargets targets = HistoryTargets.of(version, plan);
        HistoryFlush history =
                new HistoryFlush(targets, ledger, (_, _, _, _) -> {}, SessionOutlet.NONE, retry, FaultPoints.NONE);
        LiveFlush live = new LiveFlush(
                version,
                plan,
                1,
                LiveMarks.NOWHERE,
                new LiveRebuild(version, LiveTails.UNKNOWN, ledger, retry, status),
                liveLimits,
                retry,
                FaultPoints.NONE);
        return new RunFactory(targets, ledger, history, limits, live, status, FaultPoints.NONE);
    }

    static byte[] event(int number) {
        return ("{\"time\":\"" + BEGINNING.plusMillis(number * MILLIS_EACH) + "\",\"channel\":\"#channel"
                        + number % CHANNELS + "\",\"comment\":\"an edit like others\",\"isNew\":" + (number % 7 == 0)
                        + ",\"page\":\"page " + number % PAGES + "\",\"user\":\"user " + number % USERS
                        + "\",\"delta\":" + number % 100 + ",\"added\":" + number % 1_000
                        + ",\"deleted\":0,\"city\":null}")
                .getBytes(StandardCharsets.UTF_8);
    }
}
