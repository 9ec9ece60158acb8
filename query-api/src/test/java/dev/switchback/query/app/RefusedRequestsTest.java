package dev.switchback.query.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Requests that are none, and what operators ask. */
class RefusedRequestsTest {
    private static final TestPipeline pipeline = new TestPipeline();
    private static final QueryServer server = pipeline.server();
    private static final Api api = new Api(server);

    @AfterAll
    static void close() {
        pipeline.close();
    }

    @Test
    void routesThatDoNotExist() {
        assertEquals("not_found", api.get("/").code());
        assertEquals("not_found", api.get("/v1").code());
        assertEquals("not_found", api.get("/v1/a/b/c/d").code());
        assertEquals(404, api.get("/v1/a/b/dead").status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH"})
    void otherMethods(String method) {
        Api.Reply reply = api.send(HttpRequest.newBuilder(URI.create(api.address() + "/v1/a/b"))
                .method(method, HttpRequest.BodyPublishers.ofString("{}"))
                .build());
        assertEquals("method_not_allowed", reply.code());
        assertEquals(405, reply.status());
    }

    @Test
    void otherMediaTypes() {
        Api.Reply reply = api.get("/v1/a/b", "Accept", "text/csv");
        assertEquals("not_acceptable", reply.code());
        assertEquals(406, reply.status());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/a/b?x=%ZZ",
                "/v1/%ZZ/b",
                "/v1/a/b?%=1",
                "/v1/a/b?=x",
                "/v1/a/b?x=%C3%28&%00=%00",
                "/v1/%00/%0a",
                "/v1/..%2f..%2fetc/passwd",
                "/v1/a/b?&&&==&",
                "/v1/a/b?x=%u0041"
            })
    void oddAddresses(String path) throws IOException {
        String reply = raw("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        assertTrue(reply.startsWith("HTTP/1.1 4"), reply);
        assertTrue(reply.contains("application/problem+json"), reply);
        assertNoTrace(reply);
    }

    @Test
    void addressesOfAnyLength() throws IOException {
        String longQuery = "&channel=" + "x".repeat(30_000);
        assertEquals(
                "unknown_pipeline", api.get("/v1/nobody/b?limit=1" + longQuery).code());
        String reply =
                raw("GET /v1/a/b?x=" + "x".repeat(100_000) + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        assertTrue(reply.contains(" 414 ") && reply.contains("address_too_long"), reply);
        assertNoTrace(reply);
    }

    @Test
    void rubbishInsteadOfHttp() throws IOException {
        assertNoTrace(raw("\u0000\u0001rubbish\r\n\r\n"));
        assertNoTrace(raw("GET\r\n\r\n"));
    }

    @Test
    void headOfAnAnswer() {
        Api.Reply reply = api.send(HttpRequest.newBuilder(URI.create(api.address() + "/health"))
                .method("HEAD", HttpRequest.BodyPublishers.noBody())
                .build());
        assertEquals(200, reply.status());
        assertEquals("", reply.response().body());
    }

    @Test
    void healthSaysWhatAnswers() {
        Api.Reply reply = api.get("/health");
        JsonNode json = reply.json();
        assertEquals(200, reply.status(), reply.response().body());
        assertEquals("UP", json.get("status").asString());
        assertEquals("RUNS", json.get("lease").asString());
        assertEquals("UP", json.get("stores").get("clickhouse").asString());
        assertEquals("UP", json.get("stores").get("redis").asString());
    }

    @Test
    void prometheusHasRequestsAndHolds() {
        assertEquals("unknown_pipeline", api.get("/v1/nobody/b").code());
        String metrics = api.get("/prometheus").response().body();
        assertTrue(
                metrics.contains(
                        "switchback_query_requests_seconds_count{kind=\"historical\",outcome=\"unknown_pipeline\"}"),
                metrics);
        assertTrue(metrics.contains("switchback_query_held_seconds_count"), metrics);
    }

    @Test
    void openApiDescribesEveryRouteCodeAndParameter() throws IOException {
        Api.Reply reply = api.get("/openapi.yaml");
        assertEquals(200, reply.status());
        String text = reply.response().body();
        for (String path : Set.of(
                "/v1/{pipeline}/{view}:",
                "/v1/{pipeline}/{view}/live:",
                "/v1/{pipeline}/{view}/top:",
                "/health:",
                "/prometheus:",
                "/openapi.yaml:")) {
            assertTrue(text.contains("  " + path), path);
        }
        Set<String> documented = Pattern.compile("^ *- ([a-z_]+)$", Pattern.MULTILINE)
                .matcher(text)
                .results()
                .map(result -> result.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        for (var code : dev.switchback.query.problem.ProblemCode.values()) {
            assertTrue(documented.contains(code.word()), code.word());
        }
        for (String parameter : Set.of(
                "from",
                "to",
                "step",
                "group_by",
                "measures",
                "order_by",
                "limit",
                "version",
                "windows",
                "by",
                "n",
                "Switchback-Min-Epoch")) {
            assertTrue(text.contains("name: " + parameter), parameter);
        }
    }

    private static void assertNoTrace(String reply) {
        assertFalse(reply.contains("\tat ") || reply.contains("Exception"), reply);
    }

    private static String raw(String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(5_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            InputStream in = socket.getInputStream();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (java.net.SocketTimeoutException e) {
            return "";
        } catch (java.net.SocketException e) {
            return "";
        }
    }
}
