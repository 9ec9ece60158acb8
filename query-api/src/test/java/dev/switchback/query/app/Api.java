package dev.switchback.query.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** A client of one query server. */
final class Api {
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final String address;

    Api(QueryServer server) {
        this.address = "http://127.0.0.1:" + server.port();
    }

    /** @param path with its query, encoded */
    Reply get(String path, String... headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(address + path)).timeout(Duration.ofSeconds(40));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(request.build());
    }

    /** @param parameters names and values in turn, not encoded */
    Reply ask(String path, String... parameters) {
        List<String> encoded = new ArrayList<>();
        for (int i = 0; i < parameters.length; i += 2) {
            encoded.add(encode(parameters[i]) + "=" + encode(parameters[i + 1]));
        }
        return get(path + (encoded.isEmpty() ? "" : "?" + String.join("&", encoded)));
    }

    Reply send(HttpRequest request) {
        try {
            HttpResponse<String> response = CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
            return new Reply(response);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    String address() {
        return address;
    }

    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** As a JSON text, and as this class's documents print it. */
    static String json(@Nullable String text) {
        return MAPPER.writeValueAsString(text);
    }

    record Reply(HttpResponse<String> response) {
        int status() {
            return response.statusCode();
        }

        String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        JsonNode json() {
            return MAPPER.readTree(response.body());
        }

        JsonNode rows() {
            if (status() != 200) {
                throw new AssertionError(status() + " " + response.body());
            }
            return json().get("rows");
        }

        String code() {
            if (status() == 200) {
                throw new AssertionError("a problem was expected: " + response.body());
            }
            String type = response.headers().firstValue("Content-Type").orElse("");
            if (!type.startsWith("application/problem+json")) {
                throw new AssertionError("not a problem document: " + status() + " " + type + " " + response.body());
            }
            if (json().get("status").asInt() != status()) {
                throw new AssertionError("the document says another status: " + response.body());
            }
            return json().get("code").asString();
        }
    }
}
