package dev.switchback.embedded.testing;

import dev.switchback.embedded.Engine;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * Starts an engine again that died without a test having killed it, as {@code up} does, and says so with the end of its log: otherwise every
 * later test of the JVM would fail, and none would say why. Thread-safe.
 */
final class EngineGuard {
    /** An engine of this JVM's tests, whether a process or a container. */
    interface Watched {
        boolean isLost();

        void revive();

        /** Its last lines, each after a line break. */
        String endOfLog();
    }

    private static final Duration PERIOD = Duration.ofMillis(500);

    private final Map<Engine, Watched> watched = new ConcurrentHashMap<>();
    private final Set<Engine> killed = EnumSet.noneOf(Engine.class);

    EngineGuard() {
        Thread.ofPlatform().daemon().name("test-engine-guard").start(this::run);
    }

    void watch(Engine engine, Watched one) {
        watched.put(engine, one);
    }

    /** From now on the engine's death is a test's own. */
    synchronized void killed(Engine engine) {
        killed.add(engine);
    }

    /** A test brings back what it killed; nothing is started beside that. */
    synchronized void revive(Engine engine, Runnable how) {
        how.run();
        killed.remove(engine);
    }

    private void run() {
        while (true) {
            LockSupport.parkNanos(PERIOD.toNanos());
            watched.forEach(this::look);
        }
    }

    private synchronized void look(Engine engine, Watched one) {
        if (!killed.contains(engine) && one.isLost()) {
            System.err.println(engine + " died by itself and is started again; its log ends with: " + one.endOfLog());
            one.revive();
        }
    }
}
