package dev.switchback.processor.endpoint;

import dev.switchback.processor.guard.RunStatus;
import dev.switchback.views.VersionId;
import dev.switchback.views.run.ProcessorState;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Locale;

/** What one instance measures of itself, in the Prometheus text format. Thread-safe. */
final class ProcessorMetrics implements AutoCloseable {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    ProcessorMetrics(VersionId version, RunStatus status) {
        Tags tags = Tags.of("pipeline", version.pipeline(), "version", Integer.toString(version.number()));
        FunctionCounter.builder("switchback.processor.events", status, RunStatus::processed)
                .description("Records taken in")
                .tags(tags)
                .register(registry);
        Gauge.builder(
                        "switchback.processor.partitions",
                        status,
                        now -> now.partitions().size())
                .description("Partitions that this instance owns")
                .tags(tags)
                .register(registry);
        for (ProcessorState state : ProcessorState.values()) {
            if (state != ProcessorState.UNKNOWN) {
                Gauge.builder("switchback.processor.state", status, now -> now.state() == state ? 1 : 0)
                        .description("1 for the state that the instance is in")
                        .tags(tags.and("state", state.name().toLowerCase(Locale.ROOT)))
                        .register(registry);
            }
        }
        new JvmMemoryMetrics().bindTo(registry);
    }

    String text() {
        return registry.scrape();
    }

    @Override
    public void close() {
        registry.close();
    }
}
