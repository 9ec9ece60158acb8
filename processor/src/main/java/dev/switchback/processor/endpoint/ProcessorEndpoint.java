package dev.switchback.processor.endpoint;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.switchback.processor.guard.RunStatus;
import dev.switchback.views.VersionId;
import dev.switchback.views.run.ProcessorState;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Answers {@code /health/live}, {@code /health/ready}, {@code /health} and {@code /prometheus} of one instance. Nothing can be changed through it, and no event is
 * seen. Thread-safe.
 */
public final class ProcessorEndpoint implements AutoCloseable {
    private static final String JSON = "application/json";
    private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";
    private static final JsonFactory FACTORY = new JsonFactory();

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final RunStatus status;
    private final ProcessorMetrics metrics;

    private ProcessorEndpoint(HttpServer server, VersionId version, RunStatus status, BooleanSupplier responsive) {
        this.server = server;
        this.status = status;
        this.metrics = new ProcessorMetrics(version, status);
        server.setExecutor(threads);
        // A version that failed lives: starting it again would not help.
        server.createContext("/health/live", exchange -> health(exchange, responsive.getAsBoolean()));
        server.createContext("/health/ready", exchange -> health(exchange, ready()));
        server.createContext("/health", exchange -> health(exchange, responsive.getAsBoolean() && ready()));
        server.createContext("/prometheus", exchange -> answer(exchange, 200, TEXT, metrics.text()));
    }

    /**
     * Listens on all addresses of this machine.
     *
     * @param port 0: any free one
     * @param responsive whether the instance still obeys orders
     * @throws UncheckedIOException if the port cannot be had
     */
    public static ProcessorEndpoint start(int port, VersionId version, RunStatus status, BooleanSupplier responsive) {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(port), 0);
            ProcessorEndpoint endpoint = new ProcessorEndpoint(server, version, status, responsive);
            server.start();
            return endpoint;
        } catch (IOException e) {
            throw new UncheckedIOException("port " + port + " cannot be listened on: " + e.getMessage(), e);
        }
    }

    /** Where it listens. */
    public int port() {
        return server.getAddress().getPort();
    }

    /** Whether it has started and works, or would if it were let or its stores answered. */
    private boolean ready() {
        return switch (status.state()) {
            case RUNNING, PAUSED -> true;
            case WAITING_FOR_STORE -> status.hasStarted();
            case STARTING, FAILED, STOPPED, UNKNOWN -> false;
        };
    }

    private void health(HttpExchange exchange, boolean good) throws IOException {
        ProcessorState state = status.state();
        String word = !good ? "DOWN" : state == ProcessorState.WAITING_FOR_STORE ? "DEGRADED" : "UP";
        StringWriter body = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), body)) {
            json.writeStartObject();
            json.writeStringProperty("status", word);
            json.writeStringProperty("state", state.name());
            json.writeStringProperty("problem", status.problem());
            json.writeNumberProperty("partitions", status.partitions().size());
            json.writeEndObject();
        }
        answer(exchange, good ? 200 : 503, JSON, body.toString());
    }

    private static void answer(HttpExchange exchange, int status, String type, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            exchange.getResponseHeaders().set("Content-Type", type);
            boolean head = exchange.getRequestMethod().equals("HEAD");
            exchange.sendResponseHeaders(status, head ? -1 : bytes.length);
            if (!head) {
                exchange.getResponseBody().write(bytes);
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
        metrics.close();
    }
}
