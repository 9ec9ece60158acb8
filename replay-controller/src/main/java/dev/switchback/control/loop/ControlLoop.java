package dev.switchback.control.loop;

import dev.switchback.control.operation.Operation;
import dev.switchback.control.operation.OperationStore;
import dev.switchback.control.replay.Replay;
import dev.switchback.control.replay.ReplayStore;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that acts, while this controller leads: steps every open replay and operation, then keeps the right processors running and
 * looks after what follows switches. A
 * store outage makes it wait longer and longer; an {@link Error} ends it, and {@code fatal} decides what that means.
 */
public final class ControlLoop implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ControlLoop.class);
    private static final Duration BUSY = Duration.ofMillis(100);
    private static final Duration IDLE = Duration.ofMillis(500);
    private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(2);
    private static final Duration RECONCILE = Duration.ofSeconds(1);

    private final Leadership leadership;
    private final ReplayStore replays;
    private final OperationStore operations;
    private final ReplayDriver replayDriver;
    private final OperationDriver operationDriver;
    private final Reconciler reconciler;
    private final Runnable upkeep;
    private final Wakeup wakeup;
    private final Consumer<Throwable> fatal;
    private final Thread thread;
    private volatile boolean closed;
    private boolean led;
    private long reconciledAt;

    public ControlLoop(
            Leadership leadership,
            ReplayStore replays,
            OperationStore operations,
            ReplayDriver replayDriver,
            OperationDriver operationDriver,
            Reconciler reconciler,
            Runnable upkeep,
            Wakeup wakeup,
            Consumer<Throwable> fatal) {
        this.leadership = leadership;
        this.replays = replays;
        this.operations = operations;
        this.replayDriver = replayDriver;
        this.operationDriver = operationDriver;
        this.reconciler = reconciler;
        this.upkeep = upkeep;
        this.wakeup = wakeup;
        this.fatal = fatal;
        this.thread = Thread.ofPlatform().name("controller-loop").daemon().unstarted(this::run);
    }

    public void start() {
        thread.start();
    }

    /** Ends after the step at hand; nothing is undone. */
    @Override
    public void close() {
        closed = true;
        wakeup.call();
        try {
            thread.join(Duration.ofSeconds(15));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        Duration backoff = BUSY;
        while (!closed) {
            try {
                Duration pause = turn();
                backoff = BUSY;
                wakeup.await(pause);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException e) {
                LOG.warn("The controller waits: {}", e.getMessage());
                LOG.debug("The controller waits", e);
                backoff = pauseAfterFailure(backoff);
            } catch (Error e) {
                fatal.accept(e);
                return;
            }
        }
    }

    private Duration pauseAfterFailure(Duration last) {
        Duration next = last.multipliedBy(2).compareTo(LONGEST_BACKOFF) < 0 ? last.multipliedBy(2) : LONGEST_BACKOFF;
        try {
            wakeup.await(next);
        } catch (InterruptedException e) {
            closed = true;
            Thread.currentThread().interrupt();
        }
        return next;
    }

    /** @return how long to wait for the next turn */
    private Duration turn() {
        if (!leadership.leading()) {
            led = false;
            return BUSY;
        }
        if (!led) {
            led = true;
            reconciledAt = System.nanoTime() - RECONCILE.toNanos();
            replayDriver.forget();
        }
        boolean moved = false;
        List<Replay> openReplays = replays.open();
        for (Replay replay : openReplays) {
            moved |= acting() && replayDriver.advance(replay);
        }
        List<Operation> openOperations = operations.open();
        for (Operation operation : openOperations) {
            moved |= acting() && operationDriver.advance(operation);
        }
        if (acting() && System.nanoTime() - reconciledAt >= RECONCILE.toNanos()) {
            reconciler.reconcile();
            upkeep.run();
            reconciledAt = System.nanoTime();
        }
        if (moved) {
            return Duration.ZERO;
        }
        return openReplays.isEmpty() && openOperations.isEmpty() ? IDLE : BUSY;
    }

    private boolean acting() {
        return !closed && leadership.leading();
    }
}
