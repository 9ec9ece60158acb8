package dev.switchback.query.http;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Whether queries can be answered. Thread-safe if its checks are.
 */
public final class Health {
    private static final Duration PATIENCE = Duration.ofMillis(1_200);

    private final BooleanSupplier lease;
    private final Map<String, BooleanSupplier> stores;

    /**
     * @param lease whether the lease on the active pointers runs
     * @param stores checks by the store's name; one that takes longer than {@link #PATIENCE} counts as failed
     */
    public Health(BooleanSupplier lease, Map<String, BooleanSupplier> stores) {
        this.lease = lease;
        this.stores = new LinkedHashMap<>(stores);
    }

    State check() {
        Map<String, CompletableFuture<Boolean>> asked = new LinkedHashMap<>();
        stores.forEach((name, check) -> asked.put(name, ask(check)));
        Map<String, Boolean> answers = new LinkedHashMap<>();
        asked.forEach((name, answer) -> answers.put(name, answer.join()));
        boolean runs = lease.getAsBoolean();
        boolean all = answers.values().stream().allMatch(up -> up);
        boolean none = answers.values().stream().noneMatch(up -> up);
        Status status = !runs || none ? Status.DOWN : all ? Status.UP : Status.DEGRADED;
        return new State(status, runs, answers);
    }

    /** All at once, so that the answer comes soon however many stores hang. */
    private static CompletableFuture<Boolean> ask(BooleanSupplier check) {
        return CompletableFuture.supplyAsync(check::getAsBoolean, Thread::startVirtualThread)
                .exceptionally(failed -> false)
                .completeOnTimeout(false, PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    enum Status {
        UP,
        /** Some queries are answered: one of the stores is there. */
        DEGRADED,
        DOWN
    }

    record State(Status status, boolean lease, Map<String, Boolean> stores) {}
}
