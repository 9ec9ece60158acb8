package dev.switchback.query.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.switchback.views.VersionId;
import dev.switchback.views.engines.EngineAddresses;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Servers whose engines, or whose settings, are not there. */
class EnginesAwayTest {
    private static final long START = Instant.parse("2015-09-12T13:00:00Z").toEpochMilli();

    @Test
    void withoutPostgresNothingIsAnswered() throws IOException {
        URI nowhere = URI.create("http://127.0.0.1:" + closedPort());
        EngineAddresses engines = new EngineAddresses(
                "localhost:1",
                URI.create("postgresql://u:p@127.0.0.1:" + nowhere.getPort() + "/d"),
                nowhere,
                URI.create("redis://127.0.0.1:" + nowhere.getPort()));
        try (QueryServer server = QueryServer.start(new QueryServerSettings(engines, "127.0.0.1", 0))) {
            Api api = new Api(server);
            Api.Reply reply = api.get("/v1/a/b");
            assertEquals("pointer_unavailable", reply.code());
            assertEquals(503, reply.status());
            Api.Reply health = api.get("/health");
            assertEquals(503, health.status());
            assertEquals("DOWN", health.json().get("status").asString());
            assertEquals("OVER", health.json().get("lease").asString());
        }
    }

    @Test
    void aStoreThatIsAwayIsNamedByNothingButACode() throws IOException {
        try (TestPipeline pipeline = new TestPipeline()) {
            VersionId version = pipeline.version("");
            pipeline.settle(version, START);
            pipeline.switchTo(version);
            int nowhere = closedPort();
            EngineAddresses engines = new EngineAddresses(
                    "localhost:1",
                    pipeline.engines.postgres(),
                    URI.create("http://127.0.0.1:" + nowhere),
                    URI.create("redis://127.0.0.1:" + nowhere));
            try (QueryServer server = QueryServer.start(new QueryServerSettings(engines, "127.0.0.1", 0))) {
                Api api = new Api(server);
                for (String path : List.of("/edits", "/edits/live", "/edits/top?by=edits")) {
                    Api.Reply reply = api.get("/v1/" + pipeline.name + path);
                    assertEquals("store_unavailable", reply.code());
                    assertEquals(503, reply.status());
                }
            }
        }
    }

    @Test
    void aPortThatIsTakenIsNamed() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                TestPipeline pipeline = new TestPipeline()) {
            QueryServerSettings settings = new QueryServerSettings(pipeline.engines, "127.0.0.1", taken.getLocalPort());
            IllegalStateException refused =
                    assertThrows(IllegalStateException.class, () -> QueryServer.start(settings));
            assertTrue(String.valueOf(refused.getMessage()).contains(":" + taken.getLocalPort()), refused.getMessage());
        }
    }

    @Test
    void settingsComeFromTheEnvironment() {
        Map<String, String> engines = Map.of(
                "SWITCHBACK_KAFKA", "k:1",
                "SWITCHBACK_POSTGRES", "postgresql://u:p@h:1/d",
                "SWITCHBACK_CLICKHOUSE", "http://h:2",
                "SWITCHBACK_REDIS", "redis://h:3");
        QueryServerSettings settings = QueryServerSettings.from(engines);
        assertEquals(8080, settings.port());
        assertEquals("127.0.0.1", settings.host());
        Map<String, String> wrong = new HashMap<>(engines);
        wrong.put("SWITCHBACK_QUERY_PORT", "http");
        assertThrows(IllegalArgumentException.class, () -> QueryServerSettings.from(wrong));
        wrong.put("SWITCHBACK_QUERY_PORT", "70000");
        assertThrows(IllegalArgumentException.class, () -> QueryServerSettings.from(wrong));
    }

    private static int closedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
