package dev.switchback.query.running;

import dev.switchback.views.StoreUnavailableException;
import dev.switchback.views.reader.Drain;
import dev.switchback.views.reader.ReaderBoard;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells PostgreSQL twice a second what this server reads and how it answers, and lets go of versions that are about to be removed (ADR 118). While PostgreSQL
 * does not answer the lease runs out, and the controller waits for no server without one. Thread-safe; has a thread of its own.
 */
public final class ReaderReports implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ReaderReports.class);
    private static final Duration PERIOD = Duration.ofMillis(500);

    private final ReaderBoard board;
    private final UUID server;
    private final RunningQueries running;
    private final QueryFigures figures;
    private final Set<Drain> acknowledged = new HashSet<>();
    private final ScheduledExecutorService reporter = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("reader-reports").daemon().factory());

    public ReaderReports(ReaderBoard board, UUID server, RunningQueries running, QueryFigures figures) {
        this.board = board;
        this.server = server;
        this.running = running;
        this.figures = figures;
    }

    /** Begins to report; close it to end. */
    public ReaderReports start() {
        var _ = reporter.scheduleWithFixedDelay(this::report, 0, PERIOD.toMillis(), TimeUnit.MILLISECONDS);
        return this;
    }

    private void report() {
        try {
            List<Drain> drains = board.report(server, running.reads(), figures.recent());
            acknowledged.retainAll(drains);
            List<Drain> free = running.refuse(drains).stream()
                    .filter(drain -> !acknowledged.contains(drain))
                    .toList();
            if (!free.isEmpty()) {
                board.acknowledge(server, free);
                acknowledged.addAll(free);
            }
        } catch (StoreUnavailableException e) {
            log.warn("what this server reads could not be reported: {}", e.getMessage());
        } catch (RuntimeException e) {
            log.error("reporting what this server reads failed", e);
        }
    }

    @Override
    public void close() {
        reporter.shutdownNow();
    }
}
