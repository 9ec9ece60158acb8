package dev.switchback.standalone.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.switchback.embedded.testing.TestCertificates;
import dev.switchback.embedded.testing.TestEngines;
import dev.switchback.embedded.testing.TlsFront;
import dev.switchback.standalone.UserException;
import dev.switchback.standalone.client.Http;
import dev.switchback.views.engines.EngineAddresses;
import dev.switchback.views.trust.TrustedAuthorities;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Whole processes against stores behind TLS, whose private authority one variable names. Each store by itself: {@code TlsTest} of view-manager. */
final class TlsStoresTest {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    @Test
    void aServiceStartsWithAllStoresOverTlsAndIsItselfAskedOverTls(@TempDir Path folder) throws Exception {
        TestCertificates certificates = TestCertificates.make(folder, "dns:localhost");
        Map<String, String> trusting =
                Map.of(TrustedAuthorities.FILE, certificates.authority().toString());
        int port = freePort();
        URI query = URI.create("http://127.0.0.1:" + port);
        try (TlsFront postgres = TlsFront.of(TestEngines.newPostgresDatabase(), certificates.server());
                TlsFront clickHouse = TlsFront.of(TestEngines.clickHouse(), certificates.server());
                TlsFront redis = TlsFront.of(TestEngines.redis(), certificates.server());
                TlsFront service = TlsFront.of(query, certificates.server())) {
            EngineAddresses engines = new EngineAddresses(
                    "127.0.0.1:9",
                    URI.create(postgres.through("postgresql", "localhost") + "?sslmode=verify-full"),
                    clickHouse.through("https", "localhost"),
                    redis.through("rediss", "localhost"));
            try (ServiceProcess migrating = run(engines, trusting, folder, "migrate");
                    ServiceProcess mistrusting = run(engines, Map.of(), folder, "migrate");
                    ServiceProcess misled = run(
                            engines,
                            Map.of(
                                    TrustedAuthorities.FILE,
                                    folder.resolve("none.pem").toString()),
                            folder,
                            "serve",
                            "query-api")) {
                migrating.awaitSuccess();
                assertRefused(
                        mistrusting,
                        "switchback: cannot migrate PostgreSQL at localhost:",
                        "its certificate is not trusted");
                assertRefused(misled, "switchback: SWITCHBACK_CA names " + folder.resolve("none.pem"));
            }
            Map<String, String> environment = new HashMap<>(trusting);
            environment.put("SWITCHBACK_QUERY_PORT", Integer.toString(port));
            try (ServiceProcess serving = run(engines, environment, folder, "serve", "query-api")) {
                JsonNode health = awaitUp(serving, query);
                assertEquals("UP", health.at("/stores/clickhouse").asString(), health.toString());
                assertEquals("UP", health.at("/stores/redis").asString(), health.toString());
                environment.put(
                        "SWITCHBACK_QUERY_URL",
                        service.through("https", "localhost").toString());
                try (ServiceProcess asking = run(engines, environment, folder, "query", "/health")) {
                    asking.awaitSuccess();
                    assertTrue(asking.said().contains("\"UP\""), asking.said());
                }
            }
        }
    }

    private static ServiceProcess run(
            EngineAddresses engines, Map<String, String> environment, Path folder, String... words) throws IOException {
        return ServiceProcess.start(Build.present(), engines, environment, folder, words);
    }

    private static void assertRefused(ServiceProcess process, String... sentence)
            throws IOException, InterruptedException {
        assertEquals(1, process.awaitEnd(), process.said());
        for (String words : sentence) {
            assertTrue(process.said().contains(words), process.said());
        }
    }

    private static JsonNode awaitUp(ServiceProcess serving, URI query) throws IOException {
        long end = System.nanoTime() + LIMIT.toNanos();
        String last = "";
        try (Http http = new Http()) {
            while (true) {
                assertTrue(serving.alive() && System.nanoTime() < end, last + serving.said());
                try {
                    JsonNode health = http.get(query.resolve("/health"));
                    if (health.path("status").asString().equals("UP")) {
                        return health;
                    }
                    last = health.toString();
                } catch (UserException notYet) {
                    last = String.valueOf(notYet.getMessage());
                }
                LockSupport.parkNanos(50_000_000);
            }
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
