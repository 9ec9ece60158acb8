package dev.switchback.control.command;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Looks at something again and again until it is over. */
final class Waiting {
    private static final Duration PERIOD = Duration.ofMillis(10);

    private Waiting() {}

    /** The first value that is over, or the last one seen within {@code longest}. */
    static <T> T until(Supplier<T> look, Predicate<T> over, Duration longest) {
        long end = System.nanoTime() + longest.toNanos();
        T value = look.get();
        while (!over.test(value)
                && System.nanoTime() - end < 0
                && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(PERIOD.toNanos());
            value = look.get();
        }
        return value;
    }
}
