package dev.switchback.processor.runtime;

import dev.switchback.processor.guard.RunStatus;
import java.time.Duration;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.Metric;
import org.jspecify.annotations.Nullable;

/** Decides before each poll whether records may come, and watches whether the brokers are there. Belongs to one thread. */
final class Intake {
    private static final long CHECK_NANOS = 500_000_000L;
    /** Fetches and heartbeats are answered every two seconds at least. */
    private static final Duration SILENCE = Duration.ofSeconds(5);

    private final Consumer<?, ?> consumer;
    private final RunControl control;
    private final RunStatus status;
    private final @Nullable Metric connections;
    private final @Nullable Metric responses;
    private long checked = System.nanoTime();
    private long answered = checked;
    private double answers;
    private boolean unreachable;

    Intake(Consumer<?, ?> consumer, RunControl control, RunStatus status) {
        this.consumer = consumer;
        this.control = control;
        this.status = status;
        this.connections = metric(consumer, "connection-count");
        this.responses = metric(consumer, "response-total");
    }

    private static @Nullable Metric metric(Consumer<?, ?> consumer, String name) {
        return consumer.metrics().entrySet().stream()
                .filter(e ->
                        e.getKey().name().equals(name) && e.getKey().group().equals("consumer-metrics"))
                .<Metric>map(e -> e.getValue())
                .findFirst()
                .orElse(null);
    }

    boolean open() {
        return control.open();
    }

    void took(int records) {
        if (records > 0) {
            control.took(records);
            status.processed(records);
            if (unreachable) {
                unreachable = false;
                status.answered();
            }
        }
        long now = System.nanoTime();
        if (now - checked > CHECK_NANOS) {
            // A thread that has been elsewhere, waiting for a store, has not listened for Kafka's answers.
            boolean away = now - checked > 4 * CHECK_NANOS;
            checked = now;
            boolean lost = records == 0 && (!connected() || isSilent(now, away));
            if (lost) {
                status.waiting("Kafka does not answer.");
            } else if (unreachable) {
                status.answered();
            }
            unreachable = lost;
        }
    }

    private boolean connected() {
        return connections == null || value(connections) > 0;
    }

    /** Brokers that hang keep their connections. */
    private boolean isSilent(long now, boolean away) {
        double total = responses == null ? answers + 1 : value(responses);
        if (total > answers || away || consumer.assignment().isEmpty()) {
            answers = total;
            answered = now;
        }
        return now - answered > SILENCE.toNanos();
    }

    private static double value(Metric metric) {
        return metric.metricValue() instanceof Double number ? number : 1;
    }
}
