package dev.switchback.embedded.testing;

import dev.switchback.embedded.EngineException;
import dev.switchback.embedded.folder.Cache;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** What engines of a test's own need: a folder, and patience. */
final class Scratch {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Duration PAUSE = Duration.ofMillis(50);

    private Scratch() {}

    static Path make(String name) {
        try {
            return Files.createTempDirectory(name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void remove(Path folder) {
        try {
            Cache.deleteTree(folder);
        } catch (IOException e) {
            // The system empties its temporary folder in time.
        }
    }

    /** Waits for a condition; a server that does not answer does not fulfil it. */
    static void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!holds(condition)) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("not within " + PATIENCE.toSeconds() + " s: " + what);
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private static boolean holds(BooleanSupplier condition) {
        try {
            return condition.getAsBoolean();
        } catch (EngineException e) {
            return false;
        }
    }
}
