package dev.switchback.control.api;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
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
        Map<String, CompletableFuture<Boolean>> asked = new LinkedHashMap<>();
        engines.forEach((name, check) -> asked.put(
                name,
                CompletableFuture.supplyAsync(check::getAsBoolean, Thread::startVirtualThread)
                        .exceptionally(failed -> false)
                        .completeOnTimeout(false, PATIENCE.toMillis(), TimeUnit.MILLISECONDS)));
        Map<String, String> answers = new LinkedHashMap<>();
        asked.forEach((name, answer) -> answers.put(name, answer.join() ? "UP" : "DOWN"));
        boolean works = loop.getAsBoolean() && !"DOWN".equals(answers.get(CATALOG));
        return new State(!works ? "DOWN" : answers.containsValue("DOWN") ? "DEGRADED" : "UP", answers);
    }

    /** @param status UP, DEGRADED where an engine is away that some steps need, or DOWN */
    record State(String status, Map<String, String> engines) {}
}
