package dev.switchback.query.http;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;

/** What the query API measures of itself. Thread-safe. */
public final class QueryMetrics {
    private final MeterRegistry registry;
    private final Timer held;

    public QueryMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.held = Timer.builder("switchback.query.held")
                .description("How long queries waited for the active pointer: switches, leases that ran out")
                .register(registry);
    }

    /** A query waited at the switch barrier. */
    public void held(Duration waited) {
        held.record(waited);
    }

    /** A request was answered; {@code outcome} is {@code ok} or the problem's code. */
    void answered(QueryKind kind, String outcome, Duration taken) {
        Timer.builder("switchback.query.requests")
                .description("Requests by kind and outcome")
                .tag("kind", kind.word())
                .tag("outcome", outcome)
                .register(registry)
                .record(taken);
    }
}
