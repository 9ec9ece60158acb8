package dev.switchback.processor.app;

import dev.switchback.views.run.ProcessorState;
import java.time.Duration;

/**
 * Ends a process that has waited for a store too long, though it ran before: it alone may be cut off, and another instance could have its
 * partitions (ADR 173). Whoever runs it starts it again; it then waits for the stores before it takes any.
 */
final class HandOver {
    /** As {@code sysexits.h} has it: try again. */
    private static final int TRY_AGAIN = 75;

    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration CLOSING = Duration.ofSeconds(5);

    private final VersionProcessor processor;
    private final Duration patience;

    HandOver(VersionProcessor processor, Duration patience) {
        this.processor = processor;
        this.patience = patience;
    }

    /** Watches on a thread of its own, as long as the process lives. */
    void start() {
        Thread.ofPlatform().daemon().name("hand over").start(this::watch);
    }

    private void watch() {
        boolean ran = false;
        long since = System.nanoTime();
        try {
            while (true) {
                Thread.sleep(LOOK);
                ProcessorState state = processor.state();
                ran |= state == ProcessorState.RUNNING;
                if (!ran || state != ProcessorState.WAITING_FOR_STORE || processor.isRefused()) {
                    since = System.nanoTime();
                } else if (System.nanoTime() - since > patience.toNanos()) {
                    leave();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** In order if that goes quickly, so that the partitions move at once; the stores are safe either way. */
    private void leave() throws InterruptedException {
        System.err.println("switchback processor: no store for " + patience.toSeconds() + " s (" + processor.problem()
                + "); it ends, so that another instance can have its partitions.");
        Thread.ofPlatform().daemon().start(processor::close).join(CLOSING);
        Runtime.getRuntime().halt(TRY_AGAIN);
    }
}
