package dev.switchback.control.loop;

import dev.switchback.control.operation.Operation;
import dev.switchback.control.operation.OperationStore;
import dev.switchback.control.replay.Progress;
import dev.switchback.control.replay.Replay;
import dev.switchback.control.replay.ReplayState;
import dev.switchback.control.replay.ReplayStore;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that decides what is done, while this controller leads: steps every open replay and operation, then keeps the right processors
 * running and looks after what follows switches. A step that a store holds up goes on beside the others. A store outage makes the loop wait longer
 * and longer; an {@link Error} ends it, and {@code fatal} decides what that means.
 */
public final class ControlLoop implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ControlLoop.class);
    private static final Duration BUSY = Duration.ofMillis(100);
    /** While nothing but replays goes on that are far from their fences: a look costs about as much as a thousand events. */
    private static final Duration UNDER_WAY = Duration.ofMillis(400);

    private static final double FAR_SECONDS = 3;
    private static final Duration IDLE = Duration.ofMillis(500);
    private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(2);
    private static final Duration RECONCILE = Duration.ofSeconds(1);

    private final Leadership leadership;
    private final ReplayStore replays;
    private final OperationStore operations;
    private final ReplayDriver replayDriver;
    private final OperationDriver operationDriver;
    private final Reconciler reconciler;
    private final Chores chores;
    private final Wakeup wakeup;
    private final Consumer<Throwable> fatal;
    private final Lanes lanes = new Lanes();
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
            Chores chores,
            Wakeup wakeup,
            Consumer<Throwable> fatal) {
        this.leadership = leadership;
        this.replays = replays;
        this.operations = operations;
        this.replayDriver = replayDriver;
        this.operationDriver = operationDriver;
        this.reconciler = reconciler;
        this.chores = chores;
        this.wakeup = wakeup;
        this.fatal = fatal;
        this.thread = Thread.ofPlatform().name("controller-loop").daemon().unstarted(this::run);
    }

    public void start() {
        thread.start();
    }

    /** Ends after the steps at hand; nothing is undone. */
    @Override
    public void close() {
        closed = true;
        wakeup.call();
        try {
            thread.join(Duration.ofSeconds(15));
            lanes.close();
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
    private Duration turn() throws InterruptedException {
        // Before anything is read: what ended by now is not read as it was before.
        boolean moved = lanes.settle();
        if (!leadership.leading()) {
            led = false;
            return BUSY;
        }
        if (!led) {
            led = true;
            reconciledAt = System.nanoTime() - RECONCILE.toNanos();
            replayDriver.forget();
        }
        List<Replay> openReplays = replays.open();
        for (Replay replay : openReplays) {
            moved |= run(work(replay), () -> replayDriver.advance(replay));
        }
        List<Operation> openOperations = operations.open();
        for (Operation operation : openOperations) {
            moved |= run(work(operation), () -> operationDriver.advance(operation));
        }
        if (acting() && System.nanoTime() - reconciledAt >= RECONCILE.toNanos()) {
            reconciler.reconcile(lanes.busy());
            chores.look();
            reconciledAt = System.nanoTime();
        }
        clean();
        if (moved) {
            return Duration.ZERO;
        }
        if (openReplays.isEmpty() && openOperations.isEmpty()) {
            return IDLE;
        }
        return openOperations.isEmpty() && openReplays.stream().allMatch(ControlLoop::farFromItsFence)
                ? UNDER_WAY
                : BUSY;
    }

    private static boolean farFromItsFence(Replay replay) {
        Progress progress = replay.progress();
        return replay.state() == ReplayState.REPLAYING
                && progress.eventsPerSecond() > 0
                && progress.eventsTotal() - progress.eventsDone() > progress.eventsPerSecond() * FAR_SECONDS;
    }

    private boolean run(Lanes.Work work, BooleanSupplier step) throws InterruptedException {
        return acting() && lanes.free(work) && lanes.run(work, step);
    }

    private static Lanes.Work work(Replay replay) {
        Lanes.Kind kind = switch (replay.state()) {
            case PROVISIONING -> Lanes.Kind.BUILD;
            case SWITCHING -> Lanes.Kind.MOVE;
            case REQUESTED,
                    PREFLIGHT,
                    REPLAYING,
                    CATCHING_UP,
                    VERIFYING,
                    READY,
                    PAUSED,
                    ABORTING,
                    CLEARING,
                    CHECKED,
                    DONE,
                    ABORTED,
                    FAILED,
                    UNKNOWN -> Lanes.Kind.OTHER;
        };
        return new Lanes.Work(kind, Optional.of(replay.version()));
    }

    private static Lanes.Work work(Operation operation) {
        Lanes.Kind kind = switch (operation.kind()) {
            case ROLLBACK -> Lanes.Kind.MOVE;
            case RETIRE, UNKNOWN -> Lanes.Kind.OTHER;
        };
        return new Lanes.Work(kind, Optional.of(operation.version()));
    }

    /** What was handed in waits while a version is built. */
    private void clean() throws InterruptedException {
        Lanes.Work cleaning = new Lanes.Work(Lanes.Kind.CLEAN, Optional.empty());
        while (acting() && lanes.free(cleaning)) {
            Optional<Runnable> next = chores.handedIn();
            if (next.isEmpty()) {
                return;
            }
            var _ = lanes.run(cleaning, () -> {
                next.get().run();
                return false;
            });
        }
    }

    private boolean acting() {
        return !closed && leadership.leading();
    }
}
