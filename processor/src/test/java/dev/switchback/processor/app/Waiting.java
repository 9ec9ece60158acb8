package dev.switchback.processor.app;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits on described conditions with a deadline. */
final class Waiting {
    private static final Duration LIMIT = Duration.ofSeconds(90);

    private Waiting() {}

    /** Returns true once the condition holds. */
    static boolean until(BooleanSupplier condition, Supplier<String> description) {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("waited " + LIMIT.toSeconds() + " s for " + description.get());
            }
            LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
        }
        return true;
    }
}
