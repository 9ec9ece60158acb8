package dev.switchback.control.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.zaxxer.hikari.HikariDataSource;
import dev.switchback.control.step.Deadlines;
import dev.switchback.control.testing.SettlingProcessors;
import dev.switchback.control.testing.TestWorld;
import dev.switchback.embedded.testing.TestEngines;
import dev.switchback.views.access.Listening;
import dev.switchback.views.engines.EngineAddresses;
import dev.switchback.views.postgres.PostgresPool;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Tokens, roles, rates and TLS of the admin API, on a controller of its own: its first token closes it. */
class AccessTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String PASSWORD = "changeit";

    private static EngineAddresses engines;
    private static SettlingProcessors processors;

    @BeforeAll
    static void start() {
        engines = TestWorld.engines();
        processors = new SettlingProcessors(engines);
    }

    @AfterAll
    static void stop() {
        processors.close();
    }

    @Test
    @DisplayName(
            "The first token closes the admin API; roles, the journal's actor, revocation, rates, hosts and TLS follow from tokens")
    void tokens(@TempDir Path folder) throws Exception {
        IllegalArgumentException refused = assertThrows(
                IllegalArgumentException.class,
                () -> start("0.0.0.0", Listening.PLAIN).close());
        assertTrue(String.valueOf(refused.getMessage()).contains("no token is configured"), refused.getMessage());

        String admin;
        try (ControllerServer server = start("127.0.0.1", Listening.PLAIN)) {
            Caller caller = new Caller(HttpClient.newHttpClient(), "http://127.0.0.1:" + server.port());
            assertEquals(200, caller.get("", "/v1/pipelines").statusCode(), "open without tokens");
            assertEquals("token_conflict", code(409, caller.post("", "/v1/tokens", token("otto", "operator"))));
            admin = made(caller.post("", "/v1/tokens", token("ada", "admin")));
            roles(caller, admin);
            revocation(caller, admin);
            assertFalse(dump().contains(admin), "only the hash is stored");
            assertTrue(caller.get(admin, "/v1/journal").body().contains("\"reason\":\"a test\""));
        }
        // With tokens others may reach it; one caller gets 429 beyond its rate.
        try (ControllerServer server = start("0.0.0.0", new Listening(Optional.empty(), "", 1))) {
            Caller caller = new Caller(HttpClient.newHttpClient(), "http://127.0.0.1:" + server.port());
            rate(caller, admin);
        }
        Path keyStore = keyStore(folder);
        try (ControllerServer server = start("127.0.0.1", new Listening(Optional.of(keyStore), PASSWORD, 0))) {
            Caller caller = new Caller(trusting(keyStore), "https://localhost:" + server.port());
            assertEquals(200, caller.get(admin, "/v1/pipelines").statusCode());
            Caller plain = new Caller(HttpClient.newHttpClient(), "http://localhost:" + server.port());
            assertThrows(IOException.class, () -> plain.get(admin, "/v1/pipelines"));
        }
    }

    private static void roles(Caller caller, String admin) throws Exception {
        assertEquals("unauthorized", code(401, caller.get("", "/v1/pipelines")));
        assertEquals("unauthorized", code(401, caller.get(admin + "x", "/v1/pipelines")));
        assertEquals(200, caller.get("", "/health").statusCode());
        assertEquals(
                "Bearer realm=\"switchback\"",
                caller.get("", "/v1/pipelines")
                        .headers()
                        .firstValue("WWW-Authenticate")
                        .orElse(""));
        String viewer = made(caller.post(admin, "/v1/tokens", token("vic", "viewer")));
        String operator = made(caller.post(admin, "/v1/tokens", token("otto", "operator")));
        String key = made(caller.post(admin, "/v1/tokens", token("dashboard", "query")));
        assertEquals("token_conflict", code(409, caller.post(admin, "/v1/tokens", token("otto", "viewer"))));

        String pipeline = TestEngines.uniqueName("access");
        String versions = "/v1/pipelines/" + pipeline + "/versions";
        String manifest = TestWorld.manifest(pipeline, 0);
        assertEquals("forbidden", code(403, caller.get(key, "/v1/pipelines")));
        assertEquals(200, caller.get(viewer, "/v1/pipelines").statusCode());
        assertEquals("forbidden", code(403, caller.post(viewer, versions, manifest)));
        assertEquals("forbidden", code(403, caller.get(viewer, "/v1/pipelines/" + pipeline + "/diff?from=1&to=2")));
        assertEquals("forbidden", code(403, caller.get(operator, "/v1/tokens")));
        assertEquals("forbidden", code(403, caller.post(operator, "/v1/leftovers/removal", "{\"reason\":\"x\"}")));
        assertEquals(201, caller.post(operator, versions, manifest).statusCode());
        JsonNode entry = JSON.readTree(caller.get(viewer, "/v1/pipelines/" + pipeline + "/journal")
                        .body())
                .get("entries")
                .get(0);
        assertEquals("version_registered", entry.get("action").asString());
        assertEquals("otto", entry.get("actor").asString(), "not who the caller says they are");
        assertEquals(200, caller.post(operator, versions, manifest).statusCode());
        JsonNode order = JSON.readTree(caller.get(viewer, "/v1/pipelines/" + pipeline + "/journal")
                        .body())
                .get("entries")
                .get(1);
        assertEquals("order_given", order.get("action").asString());
        assertEquals("otto", order.get("actor").asString());
        assertEquals("why not", order.get("detail").get("reason").asString());
        assertEquals("POST " + versions, order.get("detail").get("order").asString());
    }

    private static void revocation(Caller caller, String admin) throws Exception {
        JsonNode tokens = JSON.readTree(caller.get(admin, "/v1/tokens").body()).get("tokens");
        assertEquals(4, tokens.size());
        for (JsonNode token : tokens) {
            String path = "/v1/tokens/" + token.get("id").asString() + "/revocation";
            HttpResponse<String> answer = caller.post(admin, path, "{\"reason\":\"a test\"}");
            if (token.get("role").asString().equals("admin")) {
                assertEquals("token_conflict", code(409, answer), "the last admin");
            } else {
                assertEquals(200, answer.statusCode(), answer.body());
            }
        }
        assertEquals(
                "token_not_found",
                code(404, caller.post(admin, "/v1/tokens/none/revocation", "{\"reason\":\"a test\"}")));
        String again = made(caller.post(admin, "/v1/tokens", token("vic", "viewer")));
        assertEquals(200, caller.get(again, "/v1/pipelines").statusCode());
    }

    private static void rate(Caller caller, String admin) throws Exception {
        for (int i = 0; i < 100_000; i++) {
            HttpResponse<String> answer = caller.get(admin, "/v1/tokens");
            if (answer.statusCode() != 200) {
                assertEquals("rate_limited", code(429, answer));
                assertEquals("1", answer.headers().firstValue("Retry-After").orElse(""));
                return;
            }
        }
        throw new AssertionError("no request was refused");
    }

    private static ControllerServer start(String host, Listening listening) {
        return ControllerServer.start(
                new ControllerSettings(engines, host, 0, 1, Deadlines.DEFAULT, listening), processors);
    }

    private static String token(String name, String role) {
        return "{\"name\":\"" + name + "\",\"role\":\"" + role + "\",\"reason\":\"a test\"}";
    }

    private static String made(HttpResponse<String> answer) {
        assertEquals(201, answer.statusCode(), answer.body());
        return JSON.readTree(answer.body()).get("token").asString();
    }

    private static String code(int status, HttpResponse<String> answer) {
        assertEquals(status, answer.statusCode(), answer.body());
        return JSON.readTree(answer.body()).get("code").asString();
    }

    /** Everything that PostgreSQL holds of tokens and the journal. */
    private static String dump() throws SQLException {
        StringBuilder rows = new StringBuilder();
        try (HikariDataSource database = PostgresPool.open(engines.postgres(), 1);
                Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT access_token::text FROM access_token UNION ALL SELECT journal::text FROM journal")) {
            while (row.next()) {
                rows.append(row.getString(1)).append('\n');
            }
        }
        assertTrue(rows.toString().contains("ada"));
        return rows.toString();
    }

    private static Path keyStore(Path folder) throws Exception {
        Path file = folder.resolve("tls.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "switchback",
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "SAN=dns:localhost",
                        "-validity",
                        "2",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        PASSWORD)
                .inheritIO()
                .start();
        assertTrue(keytool.waitFor(60, TimeUnit.SECONDS));
        assertEquals(0, keytool.exitValue());
        return file;
    }

    private static HttpClient trusting(Path keyStore) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(keyStore)) {
            store.load(in, PASSWORD.toCharArray());
        }
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("switchback", store.getCertificate("switchback"));
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, factory.getTrustManagers(), null);
        return HttpClient.newBuilder().sslContext(context).build();
    }

    private record Caller(HttpClient client, String base) {
        HttpResponse<String> get(String token, String path) throws IOException, InterruptedException {
            return send(token, HttpRequest.newBuilder(URI.create(base + path)).GET());
        }

        HttpResponse<String> post(String token, String path, String body) throws IOException, InterruptedException {
            return send(
                    token,
                    HttpRequest.newBuilder(URI.create(base + path))
                            .header(
                                    "Content-Type",
                                    path.endsWith("/versions") ? "application/yaml" : "application/json")
                            .header("Switchback-Actor", "mallory")
                            .header("Switchback-Reason", "why not")
                            .POST(HttpRequest.BodyPublishers.ofString(body)));
        }

        private HttpResponse<String> send(String token, HttpRequest.Builder request)
                throws IOException, InterruptedException {
            if (!token.isEmpty()) {
                request.header("Authorization", "Bearer " + token);
            }
            return client.send(
                    request.version(HttpClient.Version.HTTP_1_1)
                            .timeout(Duration.ofSeconds(60))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }
}
