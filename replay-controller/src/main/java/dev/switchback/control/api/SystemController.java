package dev.switchback.control.api;

import dev.switchback.control.status.MetricsReader;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;

/** Health, metrics and the description of the API. Thread-safe. */
@Controller
@ExecuteOn(TaskExecutors.BLOCKING)
final class SystemController {
    private final LeaderGate gate;
    private final Health health;
    private final MetricsReader metrics;

    SystemController(LeaderGate gate, Health health, MetricsReader metrics) {
        this.gate = gate;
        this.health = health;
        this.metrics = metrics;
    }

    /** DOWN without event loop or catalog, DEGRADED without another engine; a controller that does not lead is UP too. */
    @Get("/health")
    HttpResponse<String> health() {
        Health.State state = health.check();
        return Answers.json(
                state.status().equals("DOWN") ? HttpStatus.SERVICE_UNAVAILABLE : HttpStatus.OK,
                Map.of(
                        "status",
                        state.status(),
                        "leading",
                        gate.leading(),
                        "engines",
                        state.engines(),
                        "problems",
                        state.problems()));
    }

    @Get(value = "/prometheus", produces = "text/plain; version=0.0.4; charset=utf-8")
    String prometheus() {
        return metrics.text(gate.leading());
    }

    @Get(value = "/openapi.yaml", produces = "application/yaml")
    String openApi() {
        try (InputStream in = Objects.requireNonNull(
                SystemController.class.getResourceAsStream("replay-controller-openapi.yaml"),
                "the API's description is missing from the jar")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
