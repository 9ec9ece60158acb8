package dev.switchback.processor.app;

import dev.switchback.processor.guard.FaultPoint;
import dev.switchback.processor.guard.FaultPoints;

/** Does something at the n-th visit of a point, once. Belongs to one thread. */
final class Interruption implements FaultPoints {
    private final FaultPoint point;
    private final Runnable action;
    private int visitsLeft;

    Interruption(FaultPoint point, int visit, Runnable action) {
        this.point = point;
        this.visitsLeft = visit;
        this.action = action;
    }

    /** The owner dies. */
    static Interruption crash(FaultPoint point, int visit) {
        return new Interruption(point, visit, () -> {
            throw new CrashAt.SimulatedCrash(point);
        });
    }

    @Override
    public void reached(FaultPoint reached, int partition) {
        if (reached == point && visitsLeft > 0 && --visitsLeft == 0) {
            action.run();
        }
    }

    boolean happened() {
        return visitsLeft == 0;
    }
}
