package dev.switchback.control.step;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** The controller's own sense of time at the barrier: only for how long it waits, never for what is safe. */
public interface BarrierClock {
    BarrierClock SYSTEM = new BarrierClock() {
        @Override
        public long nanos() {
            return System.nanoTime();
        }

        @Override
        public void sleep(Duration length) {
            LockSupport.parkNanos(length.toNanos());
        }
    };

    /** Monotonic. */
    long nanos();

    /** May end early. */
    void sleep(Duration length);
}
