package dev.switchback.standalone.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.switchback.processor.app.Pulse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HealthMainTest {
    @Test
    void aServiceIsHealthyWhereItSaysSo() throws IOException {
        assertEquals("", askedOf(200));
        assertTrue(askedOf(503).contains("503"));
    }

    @Test
    void aServiceThatDoesNotListenIsNot() {
        String problem = HealthMain.problem("admin", Map.of("SWITCHBACK_ADMIN_PORT", "1"));
        assertTrue(problem.startsWith("port 1 does not answer"), problem);
    }

    @Test
    void aProcessorIsHealthyWhileItsPulseIsFresh(@TempDir Path state) throws IOException {
        Map<String, String> environment = Map.of("SWITCHBACK_STATE", state.toString());
        assertTrue(HealthMain.problem("processor", environment).contains("not given a sign of life"));
        Path file = Files.createFile(state.resolve(Pulse.FILE));
        assertEquals("", HealthMain.problem("processor", environment));
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(90)));
        String problem = HealthMain.problem("processor", environment);
        assertTrue(problem.matches("the processor gave its last sign of life 9\\d s ago"), problem);
    }

    private static String askedOf(int status) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
        server.createContext("/health", exchange -> {
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        server.start();
        try {
            return HealthMain.problem(
                    "query",
                    Map.of(
                            "SWITCHBACK_QUERY_PORT",
                            Integer.toString(server.getAddress().getPort())));
        } finally {
            server.stop(0);
        }
    }
}
