package dev.switchback.control.loop;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Lets other threads cut the event loop's pause short. Thread-safe. */
public final class Wakeup {
    private final Semaphore calls = new Semaphore(0);

    public void call() {
        calls.release();
    }

    /** Returns after {@code longest}, or at a call that came since the last return. */
    void await(Duration longest) throws InterruptedException {
        if (calls.tryAcquire(longest.toMillis(), TimeUnit.MILLISECONDS)) {
            calls.drainPermits();
        }
    }
}
