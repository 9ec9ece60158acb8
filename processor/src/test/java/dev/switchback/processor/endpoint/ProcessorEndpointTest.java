package dev.switchback.processor.endpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.switchback.processor.guard.RunStatus;
import dev.switchback.views.VersionId;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

final class ProcessorEndpointTest {
    private final RunStatus status = new RunStatus();
    private final AtomicBoolean responsive = new AtomicBoolean(true);
    private final ProcessorEndpoint endpoint =
            ProcessorEndpoint.start(0, new VersionId("wikipedia", 2), status, responsive::get);
    private final HttpClient client = HttpClient.newHttpClient();

    @AfterEach
    void close() {
        client.close();
        endpoint.close();
    }

    /** Live: not to be started again. Ready: the one before may go. */
    @Test
    void whatIsLiveAndWhatIsReady() throws Exception {
        assertEquals(List.of(200, 503, 503), codes(), "starting");
        status.waiting("PostgreSQL does not answer.");
        assertEquals(List.of(200, 503, 503), codes(), "waiting before it has started");
        status.answered();
        status.started();
        assertEquals(List.of(200, 200, 200), codes(), "running");
        status.waiting("ClickHouse does not answer.");
        assertEquals(List.of(200, 200, 200), codes(), "waiting");
        assertEquals("DEGRADED", field("status"));
        assertEquals("ClickHouse does not answer.", field("problem"));
        status.answered();
        status.paused(true);
        assertEquals(List.of(200, 200, 200), codes(), "paused");
        status.fail("The log does not reach offset zero.");
        assertEquals(List.of(200, 503, 503), codes(), "failed: to begin again would not help");
        assertEquals("FAILED", field("state"));
        responsive.set(false);
        assertEquals(List.of(503, 503, 503), codes(), "its reports have stopped");
    }

    @Test
    void scrapesSayWhatItDoes() throws Exception {
        status.started();
        status.processed(41);
        status.processed(1);
        status.assigned(3);
        String text = get("/prometheus").body();
        for (String line : List.of(
                "switchback_processor_events_total{pipeline=\"wikipedia\",version=\"2\"} 42.0",
                "switchback_processor_partitions{pipeline=\"wikipedia\",version=\"2\"} 1.0",
                "switchback_processor_state{pipeline=\"wikipedia\",state=\"running\",version=\"2\"} 1.0",
                "switchback_processor_state{pipeline=\"wikipedia\",state=\"failed\",version=\"2\"} 0.0")) {
            assertTrue(text.contains(line + "\n"), () -> line + " is not in\n" + text);
        }
        assertTrue(text.contains("jvm_memory_used_bytes"), text);
    }

    private List<Integer> codes() throws IOException, InterruptedException {
        return List.of(
                get("/health/live").statusCode(),
                get("/health/ready").statusCode(),
                get("/health").statusCode());
    }

    private String field(String name) throws IOException, InterruptedException {
        return JsonMapper.shared().readTree(get("/health").body()).path(name).asString();
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create("http://localhost:" + endpoint.port() + path))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
