package dev.switchback.standalone.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class HealthMainTest {
    @Test
    void aServiceIsHealthyWhereItSaysSo() throws IOException {
        assertEquals("", askedOf("query", "/health", 200));
        assertTrue(askedOf("query", "/health", 503).contains("503"));
    }

    @Test
    void aServiceThatDoesNotListenIsNot() {
        String problem = HealthMain.problem("admin", Map.of("SWITCHBACK_ADMIN_PORT", "1"));
        assertTrue(problem.startsWith("port 1 does not answer"), problem);
    }

    @Test
    void aProcessorIsAskedWhetherItLives() throws IOException {
        assertEquals("", askedOf("processor", "/health/live", 200));
        assertEquals(
                "/health/live answers HTTP/1.1 503 Service Unavailable", askedOf("processor", "/health/live", 503));
    }

    private static String askedOf(String service, String path, int status) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
        server.createContext(path, exchange -> {
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        server.start();
        try {
            return HealthMain.problem(
                    service,
                    Map.of(
                            "SWITCHBACK_" + service.toUpperCase(Locale.ROOT) + "_PORT",
                            Integer.toString(server.getAddress().getPort())));
        } finally {
            server.stop(0);
        }
    }
}
