package dev.switchback.query.http;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** What operators and tools ask. */
@Controller
@ExecuteOn(TaskExecutors.BLOCKING)
final class OperationsController {
    private final Health health;
    private final PrometheusMeterRegistry registry;

    OperationsController(Health health, PrometheusMeterRegistry registry) {
        this.health = health;
        this.registry = registry;
    }

    @Get("/health")
    HttpResponse<byte[]> health() {
        Health.State state = health.check();
        byte[] body = Json.document(json -> {
            json.writeStringProperty("status", state.status().name());
            json.writeStringProperty("lease", state.lease() ? "RUNS" : "OVER");
            json.writeObjectPropertyStart("stores");
            state.stores().forEach((store, up) -> json.writeStringProperty(store, up ? "UP" : "DOWN"));
            json.writeEndObject();
        });
        HttpStatus status = state.status() == Health.Status.DOWN ? HttpStatus.SERVICE_UNAVAILABLE : HttpStatus.OK;
        return HttpResponse.<byte[]>status(status)
                .contentType(MediaType.APPLICATION_JSON_TYPE)
                .body(body);
    }

    @Get("/prometheus")
    @Produces("text/plain; version=0.0.4; charset=utf-8")
    String prometheus() {
        return registry.scrape();
    }

    @Get("/openapi.yaml")
    @Produces("application/yaml")
    byte[] openApi() {
        try (InputStream document = OperationsController.class.getResourceAsStream("openapi.yaml")) {
            if (document == null) {
                throw new IllegalStateException(
                        "openapi.yaml is missing beside " + OperationsController.class.getName());
            }
            return document.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
