package dev.switchback.embedded.testing;

import dev.switchback.embedded.Engine;
import dev.switchback.embedded.folder.Cache;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * What may happen to the engines of {@link TestEngines}: they hang, die and come back. All tests of a JVM share them, so whoever breaks one
 * mends it. Only for engines that this JVM has started.
 */
public final class EngineFaults {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private EngineFaults() {}

    /** False where the engines are not this JVM's own. */
    public static boolean possible() {
        return RunningSet.address("SWITCHBACK_KAFKA").isEmpty();
    }

    /** The engine hangs: its connections stay, nothing is answered. */
    public static void suspend(Engine engine) {
        if (EngineContainers.wanted()) {
            EngineContainers.suspend(engine);
            return;
        }
        signal("STOP", engine);
    }

    /** The engine goes on where it was suspended. */
    public static void resume(Engine engine) {
        if (EngineContainers.wanted()) {
            EngineContainers.resume(engine);
            return;
        }
        signal("CONT", engine);
    }

    /** The engine dies without a word, with all its processes. */
    public static void kill(Engine engine) {
        RunningSet.guard().killed(engine);
        if (EngineContainers.wanted()) {
            EngineContainers.kill(engine);
            return;
        }
        signal("KILL", engine);
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!RunningSet.start(engine).lost().contains(engine)) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException(engine + " survived its death");
            }
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
    }

    /** Starts a dead engine again, on its data and at its address. */
    public static void revive(Engine engine) {
        if (EngineContainers.wanted()) {
            RunningSet.guard().revive(engine, () -> EngineContainers.revive(engine));
            return;
        }
        RunningSet.guard().revive(engine, RunningSet.start(engine)::revive);
    }

    /** Starts a dead Redis again, without what it knew. */
    public static void reviveEmptyRedis() {
        if (EngineContainers.wanted()) {
            RunningSet.guard().revive(Engine.REDIS, () -> EngineContainers.reviveEmpty(Engine.REDIS));
            return;
        }
        try {
            Path data = RunningSet.folder(Engine.REDIS).resolve("redis");
            Cache.deleteTree(data);
            Files.createDirectories(data);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        revive(Engine.REDIS);
    }

    private static void signal(String name, Engine engine) {
        List<String> command = new ArrayList<>(List.of("kill", "-" + name));
        try (Stream<Path> files = Files.list(RunningSet.folder(engine).resolve("pids"))) {
            for (Path file : files.toList()) {
                long pid = Long.parseLong(Files.readAllLines(file).getFirst());
                ProcessHandle process = ProcessHandle.of(pid).orElseThrow();
                process.descendants().forEach(each -> command.add(Long.toString(each.pid())));
                command.add(Long.toString(pid));
            }
            new ProcessBuilder(command).start().waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
