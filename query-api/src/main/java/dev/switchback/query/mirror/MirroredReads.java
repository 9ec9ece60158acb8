package dev.switchback.query.mirror;

import dev.switchback.query.problem.ProblemCode;
import dev.switchback.query.problem.ProblemException;
import dev.switchback.views.StoreUnavailableException;
import dev.switchback.views.VersionId;
import dev.switchback.views.mirror.Mirror;
import dev.switchback.views.mirror.MirrorBoard;
import dev.switchback.views.mirror.MirrorCounts;
import dev.switchback.views.mirror.MirrorOutcome;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks shadows a share of what the active version was asked, after it has answered, and compares. A few threads of its own do so; what they
 * do not get to is dropped and counted. Thread-safe. See ADR 117.
 */
public final class MirroredReads implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(MirroredReads.class);
    private static final int WORKERS = 2;
    private static final int MOST_WAITING = 256;
    private static final Duration PERIOD = Duration.ofSeconds(1);

    private final MirrorBoard board;
    private final Asking asking;
    private final MeterRegistry registry;
    private final Map<VersionId, MirrorCounts> unreported = new ConcurrentHashMap<>();
    private final ThreadPoolExecutor workers = new ThreadPoolExecutor(
            WORKERS,
            WORKERS,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MOST_WAITING),
            Thread.ofPlatform().name("mirror-", 0).daemon().factory());
    private final ScheduledExecutorService clerk = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("mirror-orders").daemon().factory());
    private volatile Map<String, List<Mirror>> mirrors = Map.of();

    /** Asks a version, and keeps it from being removed meanwhile. */
    @FunctionalInterface
    public interface Asking {
        Reply ask(VersionId version, Question question);
    }

    public MirroredReads(MirrorBoard board, Asking asking, MeterRegistry registry) {
        this.board = board;
        this.asking = asking;
        this.registry = registry;
    }

    /** Begins to look for orders, every second. */
    public MirroredReads start() {
        var _ = clerk.scheduleWithFixedDelay(this::turn, 0, PERIOD.toMillis(), TimeUnit.MILLISECONDS);
        return this;
    }

    /**
     * To be called when the active version has answered; returns at once.
     *
     * @param taken how long it took
     */
    public void answered(VersionId active, Reply reply, Duration taken, Question question) {
        for (Mirror mirror : mirrors.getOrDefault(active.pipeline(), List.of())) {
            if (ThreadLocalRandom.current().nextDouble() < mirror.share()) {
                try {
                    workers.execute(() -> compare(mirror.version(), active, reply, taken, question));
                } catch (RejectedExecutionException e) {
                    count(mirror.version(), MirrorCounts.one(MirrorOutcome.DROPPED), MirrorOutcome.DROPPED);
                }
            }
        }
    }

    private void compare(VersionId shadow, VersionId active, Reply reply, Duration taken, Question question) {
        try {
            long start = System.nanoTime();
            Reply mirrored = asking.ask(shadow, question);
            long mirrorMicros = (System.nanoTime() - start) / 1_000;
            MirrorOutcome outcome =
                    reply.hasRowsOf(mirrored) ? MirrorOutcome.SAME : judge(shadow, active, reply, mirrored, question);
            count(shadow, MirrorCounts.compared(outcome, taken.toNanos() / 1_000, mirrorMicros), outcome);
            registry.timer("switchback.mirror.latency", "asked", "active").record(taken);
            registry.timer("switchback.mirror.latency", "asked", "mirror")
                    .record(Duration.ofNanos(mirrorMicros * 1_000));
        } catch (RuntimeException e) {
            MirrorOutcome outcome = understood(e) ? MirrorOutcome.FAILED : MirrorOutcome.REFUSED;
            log.debug("{} could not be asked", shadow, e);
            count(shadow, MirrorCounts.one(outcome), outcome);
        }
    }

    /** Answers differ for good only if the data stood still: so both are asked again. */
    private MirrorOutcome judge(VersionId shadow, VersionId active, Reply reply, Reply mirrored, Question question) {
        Reply again = asking.ask(active, question);
        Reply mirroredAgain = asking.ask(shadow, question);
        boolean still = again.hasRowsOf(reply)
                && mirroredAgain.hasRowsOf(mirrored)
                && again.watermark().equals(mirrored.watermark());
        return still ? MirrorOutcome.DIFFERENT : MirrorOutcome.UNDECIDED;
    }

    private static boolean understood(RuntimeException failure) {
        return !(failure instanceof ProblemException problem) || problem.code().type() != ProblemCode.Type.USER;
    }

    private void count(VersionId version, MirrorCounts counts, MirrorOutcome outcome) {
        unreported.merge(version, counts, MirrorCounts::plus);
        registry.counter(
                        "switchback.mirror.reads",
                        "pipeline",
                        version.pipeline(),
                        "version",
                        Integer.toString(version.number()),
                        "outcome",
                        outcome.word())
                .increment();
    }

    private void turn() {
        try {
            mirrors = board.mirrors().stream()
                    .collect(Collectors.groupingBy(mirror -> mirror.version().pipeline()));
            report();
        } catch (StoreUnavailableException e) {
            log.warn("mirrored reads go on as they were: {}", e.getMessage());
        } catch (RuntimeException e) {
            log.error("the orders for mirrored reads could not be read", e);
        }
    }

    private void report() {
        for (VersionId version : List.copyOf(unreported.keySet())) {
            MirrorCounts seen = unreported.remove(version);
            if (seen != null) {
                try {
                    board.report(version, seen);
                } catch (StoreUnavailableException e) {
                    unreported.merge(version, seen, MirrorCounts::plus);
                    throw e;
                }
            }
        }
    }

    /** What waits is not asked any more. */
    @Override
    public void close() {
        workers.shutdownNow();
        clerk.shutdownNow();
    }
}
