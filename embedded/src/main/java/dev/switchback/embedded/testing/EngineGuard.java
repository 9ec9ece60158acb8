package dev.switchback.embedded.testing;

import dev.switchback.embedded.EmbeddedEngines;
import dev.switchback.embedded.Engine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * Starts an engine again that died without a test having killed it, as {@code up} does, and says so with the end of its log: otherwise every
 * later test of the JVM would fail, and none would say why. Thread-safe.
 */
final class EngineGuard {
    private static final Duration PERIOD = Duration.ofMillis(500);

    private final Map<Engine, EmbeddedEngines> watched = new ConcurrentHashMap<>();
    private final Set<Engine> killed = EnumSet.noneOf(Engine.class);

    EngineGuard() {
        Thread.ofPlatform().daemon().name("test-engine-guard").start(this::run);
    }

    void watch(Engine engine, EmbeddedEngines engines) {
        watched.put(engine, engines);
    }

    /** From now on the engine's death is a test's own. */
    synchronized void killed(Engine engine) {
        killed.add(engine);
    }

    synchronized void revive(Engine engine, EmbeddedEngines engines) {
        engines.revive();
        killed.remove(engine);
    }

    private void run() {
        while (true) {
            LockSupport.parkNanos(PERIOD.toNanos());
            watched.forEach(this::look);
        }
    }

    private synchronized void look(Engine engine, EmbeddedEngines engines) {
        if (!killed.contains(engine) && engines.lost().contains(engine)) {
            System.err.println(engine + " died by itself and is started again; its log ends with: " + endOfLog(engine));
            engines.revive();
        }
    }

    private static String endOfLog(Engine engine) {
        try (Stream<Path> logs = Files.list(RunningSet.folder(engine).resolve("logs"))) {
            StringBuilder end = new StringBuilder();
            for (Path log : logs.toList()) {
                List<String> lines = Files.readAllLines(log);
                lines.subList(Math.max(0, lines.size() - 10), lines.size())
                        .forEach(line -> end.append('\n').append(line));
            }
            return end.toString();
        } catch (IOException e) {
            return "(unreadable: " + e.getMessage() + ")";
        }
    }
}
