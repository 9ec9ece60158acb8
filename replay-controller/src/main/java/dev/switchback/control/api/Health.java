package dev.switchback.control.api;

import dev.switchback.views.StoreDeniedException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Whether this controller can do its work, and which engine keeps it from it. Thread-safe if its checks are. */
public final class Health {
    /** Without it nothing can be decided. */
    public static final String CATALOG = "postgresql";

    private static final Duration PATIENCE = Duration.ofMillis(1_200);

    private final BooleanSupplier loop;
    private final Map<String, BooleanSupplier> engines;

    /**
     * @param loop whether the event loop lives
     * @param engines checks by the engine's name; one that fails, or takes longer than {@link #PATIENCE}, counts as away
     */
    public Health(BooleanSupplier loop, Map<String, BooleanSupplier> engines) {
        this.loop = loop;
        this.engines = new LinkedHashMap<>(engines);
    }

    /** Asks all engines at once. */
    State check() {
        Map<String, String> problems = new ConcurrentHashMap<>();
        Map<String, CompletableFuture<Boolean>> asked = new LinkedHashMap<>();
        engines.forEach((name, check) -> asked.put(
                name,
                CompletableFuture.supplyAsync(check::getAsBoolean, Thread::startVirtualThread)
                        .exceptionally(failed -> {
                            denied(failed).ifPresent(sentence -> problems.put(name, sentence));
                            return false;
                        })
                        .completeOnTimeout(false, PATIENCE.toMillis(), TimeUnit.MILLISECONDS)));
        Map<String, String> answers = new LinkedHashMap<>();
        asked.forEach((name, answer) -> answers.put(name, answer.join() ? "UP" : "DOWN"));
        boolean works = loop.getAsBoolean() && !"DOWN".equals(answers.get(CATALOG));
        return new State(
                !works ? "DOWN" : answers.containsValue("DOWN") ? "DEGRADED" : "UP", answers, Map.copyOf(problems));
    }

    /** What a store said that will not serve us as we are; other failures are just no answer. */
    private static Optional<String> denied(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof StoreDeniedException) {
                return Optional.ofNullable(cause.getMessage());
            }
        }
        return Optional.empty();
    }

    /**
     * @param status UP, DEGRADED where an engine is away that some steps need, or DOWN
     * @param problems of engines that refuse us, by the engine's name: what is missing and what to do
     */
    record State(String status, Map<String, String> engines, Map<String, String> problems) {}
}
