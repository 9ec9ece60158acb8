package dev.switchback.query.http;

import dev.switchback.query.barrier.HoldObserver;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What the query API measures of itself. Thread-safe. */
public final class QueryMetrics implements HoldObserver {
    private final MeterRegistry registry;
    private final Timer held;
    private final Timer barrier;
    private final Map<Ended, Timer> requests = new ConcurrentHashMap<>();

    public QueryMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.held = Timer.builder("switchback.query.held")
                .description("How long queries waited for the active pointer: switches, leases that ran out")
                .register(registry);
        this.barrier = Timer.builder("switchback.barrier.hold")
                .description("How long this server held new queries of a pipeline while a switch was prepared")
                .register(registry);
    }

    @Override
    public void queryHeld(Duration waited) {
        held.record(waited);
    }

    @Override
    public void barrierHeld(Duration closed) {
        barrier.record(closed);
    }

    /** A request was answered; {@code outcome} is {@code ok} or the problem's code. */
    void answered(QueryKind kind, String outcome, Duration taken) {
        requests.computeIfAbsent(new Ended(kind, outcome), this::timer).record(taken);
    }

    private record Ended(QueryKind kind, String outcome) {}

    private Timer timer(Ended ended) {
        return Timer.builder("switchback.query.requests")
                .description("Requests by kind and outcome")
                .tag("kind", ended.kind().word())
                .tag("outcome", ended.outcome())
                .register(registry);
    }
}
