package dev.switchback.embedded;

import dev.switchback.embedded.process.RunningEngine;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/** Starts and stops engines at the same time. */
final class SideBySide {
    private SideBySide() {}

    /** Starts all, or throws the first failure after all others have been stopped. */
    static Map<Engine, RunningEngine> start(Map<Engine, Supplier<RunningEngine>> starters) {
        Map<Engine, Future<RunningEngine>> starting = new EnumMap<>(Engine.class);
        Map<Engine, RunningEngine> started = new EnumMap<>(Engine.class);
        List<RuntimeException> failures = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            starters.forEach((engine, starter) -> starting.put(engine, threads.submit(starter::get)));
            starting.forEach((engine, future) -> {
                try {
                    started.put(engine, future.get());
                } catch (ExecutionException e) {
                    failures.add(
                            e.getCause() instanceof RuntimeException cause
                                    ? cause
                                    : new CompletionException(e.getCause()));
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    failures.add(new EngineException("The start of " + engine + " was interrupted.", e));
                }
            });
        }
        if (!failures.isEmpty()) {
            close(started.values());
            throw failures.getFirst();
        }
        return started;
    }

    /** Stops all; a failure of one does not keep the others. */
    static void close(Collection<RunningEngine> engines) {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (RunningEngine engine : engines) {
                threads.execute(engine::close);
            }
        }
    }
}
