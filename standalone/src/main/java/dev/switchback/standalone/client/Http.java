package dev.switchback.standalone.client;

import dev.switchback.standalone.UserException;
import dev.switchback.views.trust.TlsFailures;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** JSON over HTTP. Thread-safe. */
public final class Http implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final Optional<String> token;
    private final Optional<String> reason;
    private final JsonMapper json = JsonMapper.builder().build();

    public Http() {
        this(Optional.empty(), Optional.empty());
    }

    /**
     * @param token sent with every request
     * @param reason of the orders given, for the journal
     */
    public Http(Optional<String> token, Optional<String> reason) {
        this.token = token;
        this.reason = reason;
    }

    public JsonNode get(URI uri) {
        return get(uri, TIMEOUT);
    }

    /** For what takes its time. */
    public JsonNode get(URI uri, Duration patience) {
        return send(HttpRequest.newBuilder(uri).GET(), patience);
    }

    /** @param headers of the request beside the content type, which is JSON */
    public JsonNode post(URI uri, Map<String, ?> body, Map<String, String> headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json.writeValueAsString(body)));
        headers.forEach(request::header);
        return send(request);
    }

    public JsonNode post(URI uri, String contentType, String body) {
        return send(HttpRequest.newBuilder(uri)
                .header("Content-Type", contentType)
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    public JsonNode put(URI uri, Map<String, ?> body) {
        return put(uri, "application/json", json.writeValueAsBytes(body));
    }

    public JsonNode put(URI uri, String contentType, byte[] body) {
        return send(HttpRequest.newBuilder(uri)
                .header("Content-Type", contentType)
                .PUT(HttpRequest.BodyPublishers.ofByteArray(body)));
    }

    /** The answer indented for reading. */
    public String pretty(JsonNode answer) {
        return json.writerWithDefaultPrettyPrinter().writeValueAsString(answer);
    }

    /**
     * Sends a request and reads the answer's JSON.
     *
     * @throws ApiException if the service refused, with its problem document's words
     * @throws UserException if nothing answers there
     */
    private JsonNode send(HttpRequest.Builder builder) {
        return send(builder, TIMEOUT);
    }

    private JsonNode send(HttpRequest.Builder builder, Duration patience) {
        token.ifPresent(text -> builder.header("Authorization", "Bearer " + text));
        reason.ifPresent(text -> builder.header("Switchback-Reason", text));
        HttpRequest request = builder.timeout(patience)
                .header("Accept", "application/json, application/problem+json")
                .build();
        try {
            HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
            JsonNode body = read(response);
            if (response.statusCode() >= 400) {
                throw ApiException.of(response.statusCode(), body);
            }
            return body;
        } catch (ConnectException e) {
            throw new UserException(
                    "Nothing answers at " + origin(request.uri())
                            + ": start Switchback with './switchback up', or name its ports with SWITCHBACK_QUERY_PORT and"
                            + " SWITCHBACK_ADMIN_PORT.",
                    e);
        } catch (IOException e) {
            throw new UserException(
                    TlsFailures.explain(origin(request.uri()), e)
                            .orElse("The connection to " + origin(request.uri()) + " broke (" + e.getMessage()
                                    + "); try again."),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UserException("Interrupted while waiting for " + request.uri() + ".", e);
        }
    }

    private JsonNode read(HttpResponse<String> response) {
        if (response.body().isBlank()) {
            return json.nullNode();
        }
        try {
            return json.readTree(response.body());
        } catch (JacksonException e) {
            throw new UserException(
                    "What answers at " + origin(response.uri()) + " is not Switchback: it sent no JSON (status "
                            + response.statusCode() + ").",
                    e);
        }
    }

    private static String origin(URI uri) {
        return uri.getScheme() + "://" + uri.getAuthority();
    }

    @Override
    public void close() {
        client.close();
    }
}
