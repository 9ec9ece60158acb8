package dev.switchback.embedded.testing;

import dev.switchback.embedded.EmbeddedEngines;
import dev.switchback.embedded.EmbeddedSettings;
import dev.switchback.embedded.Engine;
import dev.switchback.embedded.folder.Cache;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The engines of this JVM's tests, each started alone when first asked for, in a folder of its own under one temporary folder. */
final class RunningSet {
    private static final List<String> VARIABLES =
            List.of("SWITCHBACK_KAFKA", "SWITCHBACK_POSTGRES", "SWITCHBACK_CLICKHOUSE", "SWITCHBACK_REDIS");
    private static final Map<Engine, ReentrantLock> LOCKS = new EnumMap<>(Engine.class);
    private static final Map<Engine, EmbeddedEngines> STARTED = new EnumMap<>(Engine.class);
    private static final EngineGuard GUARD = new EngineGuard();
    private static @Nullable Path folder;

    static {
        for (Engine engine : Engine.values()) {
            LOCKS.put(engine, new ReentrantLock());
        }
    }

    private RunningSet() {}

    /** The value of a variable if all four are set. */
    static Optional<String> address(String variable) {
        for (String each : VARIABLES) {
            String value = System.getenv(each);
            if (value == null || value.isBlank()) {
                return Optional.empty();
            }
        }
        return Optional.ofNullable(System.getenv(variable));
    }

    /** Two engines may start at the same time from two threads; one engine starts once. */
    static EmbeddedEngines start(Engine engine) {
        ReentrantLock lock = LOCKS.get(engine);
        if (lock == null) {
            throw new IllegalStateException("every engine has a lock");
        }
        lock.lock();
        try {
            EmbeddedEngines running = started(engine);
            if (running != null) {
                return running;
            }
            EmbeddedEngines engines = EmbeddedEngines.start(
                    new EmbeddedSettings(folder().resolve(engine.name()), Set.of(engine), OptionalInt.empty()));
            remember(engine, engines);
            GUARD.watch(engine, new WatchedProcess(engine, engines));
            return engines;
        } finally {
            lock.unlock();
        }
    }

    private static synchronized @Nullable EmbeddedEngines started(Engine engine) {
        return STARTED.get(engine);
    }

    private static synchronized void remember(Engine engine, EmbeddedEngines engines) {
        STARTED.put(engine, engines);
    }

    static EngineGuard guard() {
        return GUARD;
    }

    /** Where an engine that was started has its data, logs and pid. */
    static Path folder(Engine engine) {
        return folder().resolve(engine.name());
    }

    private static synchronized Path folder() {
        Path existing = folder;
        if (existing != null) {
            return existing;
        }
        try {
            Path made = Files.createTempDirectory("switchback-test-engines");
            folder = made;
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(made), "stop-test-engines"));
            return made;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void stop(Path made) {
        List<EmbeddedEngines> all;
        synchronized (RunningSet.class) {
            all = new ArrayList<>(STARTED.values());
        }
        all.parallelStream().forEach(EmbeddedEngines::close);
        try {
            Cache.deleteTree(made);
        } catch (IOException e) {
            // The system empties its temporary folder in time.
        }
    }
}
