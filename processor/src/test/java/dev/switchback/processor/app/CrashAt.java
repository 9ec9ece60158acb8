package dev.switchback.processor.app;

import dev.switchback.processor.guard.FaultPoint;
import dev.switchback.processor.guard.FaultPoints;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Kills a runtime at the n-th visit of a point: from then on every step of its protocols fails too, on all threads, so that nothing more
 * reaches the stores, as if the process were gone. Thread-safe.
 */
final class CrashAt implements FaultPoints {
    private final FaultPoint point;
    private final AtomicInteger visitsLeft;
    private final AtomicBoolean dead = new AtomicBoolean();

    CrashAt(FaultPoint point, int visit) {
        this.point = point;
        this.visitsLeft = new AtomicInteger(visit);
    }

    @Override
    public void reached(FaultPoint reached, int partition) {
        if (reached == point && visitsLeft.decrementAndGet() == 0) {
            dead.set(true);
        }
        if (dead.get()) {
            throw new SimulatedCrash(point);
        }
    }

    boolean happened() {
        return dead.get();
    }

    static final class SimulatedCrash extends Error {
        private static final long serialVersionUID = 1L;

        SimulatedCrash(FaultPoint point) {
            super("simulated crash at " + point);
        }
    }
}
