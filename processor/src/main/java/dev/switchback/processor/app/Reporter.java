package dev.switchback.processor.app;

import dev.switchback.processor.guard.RunStatus;
import dev.switchback.processor.runtime.RunControl;
import dev.switchback.views.StoreException;
import dev.switchback.views.StoreUnavailableException;
import dev.switchback.views.VersionId;
import dev.switchback.views.run.ProcessorReport;
import dev.switchback.views.run.ProcessorState;
import dev.switchback.views.run.RunBoard;
import dev.switchback.views.run.RunOrder;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Obeys the controller's orders and reports to it, on one thread; while the board cannot be reached the last order holds. */
final class Reporter implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Reporter.class);
    private static final Duration LOOK = Duration.ofMillis(500);
    private static final Duration REPORT = Duration.ofSeconds(1);

    private final VersionId version;
    private final String instance;
    private final RunBoard board;
    private final RunControl control;
    private final RunStatus status;
    private long reportedEvents;
    private long reportedAt;
    private ProcessorState reportedState = ProcessorState.UNKNOWN;
    private volatile long steppedAt = System.nanoTime();

    Reporter(VersionId version, String instance, RunBoard board, RunControl control, RunStatus status) {
        this.version = version;
        this.instance = instance;
        this.board = board;
        this.control = control;
        this.status = status;
    }

    @Override
    public void run() {
        reportedAt = System.nanoTime();
        do {
            step();
            steppedAt = System.nanoTime();
        } while (!status.awaitStop(LOOK));
    }

    /** How long ago it last looked at its orders, also in vain. */
    Duration silence() {
        return Duration.ofNanos(System.nanoTime() - steppedAt);
    }

    private void step() {
        try {
            RunOrder order = board.order(version);
            control.obey(order, order.eventsPerSecond().isPresent() ? runningInstances() : 1);
            status.paused(order.paused());
            if (status.state() != reportedState || System.nanoTime() - reportedAt >= REPORT.toNanos()) {
                report();
            }
        } catch (StoreUnavailableException | StoreException e) {
            LOG.warn("the run board cannot be used: {}", e.getMessage());
        }
    }

    /** Writes a report now. */
    void report() {
        long now = System.nanoTime();
        long events = status.processed();
        double seconds = Math.max(1e-3, (now - reportedAt) / 1e9);
        ProcessorState state = status.state();
        board.report(new ProcessorReport(
                version,
                instance,
                state,
                status.partitions(),
                status.problem(),
                (events - reportedEvents) / seconds,
                Duration.ZERO));
        reportedEvents = events;
        reportedAt = now;
        reportedState = state;
    }

    private int runningInstances() {
        long running = board.reports(version).stream()
                .filter(report -> report.state() != ProcessorState.STOPPED
                        && report.state() != ProcessorState.FAILED
                        && report.age().toSeconds() < 5)
                .count();
        return (int) Math.max(1, running);
    }
}
