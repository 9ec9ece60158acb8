package dev.switchback.standalone.proofs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the query API answered.
 *
 * @param body as it came
 * @param rows column → its value as text; null for NULL
 */
record Answer(int status, String body, List<Map<String, @Nullable String>> rows) {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final JsonMapper JSON = JsonMapper.builder().build();
    /** A query server whose lease ran out on a slow machine answers nothing, and says that one may ask again. */
    private static final String AGAIN = "\"code\":\"pointer_unavailable\"";

    private static final int TRIES = 20;

    /** @param parameters names and values in turn, not encoded */
    static Answer ask(String path, String... parameters) {
        StringBuilder address = new StringBuilder("http://127.0.0.1:")
                .append(ProofStores.QUERIES.port())
                .append(path);
        for (int i = 0; i < parameters.length; i += 2) {
            address.append(i == 0 ? '?' : '&')
                    .append(parameters[i])
                    .append('=')
                    .append(URLEncoder.encode(parameters[i + 1], StandardCharsets.UTF_8));
        }
        try {
            HttpRequest request =
                    HttpRequest.newBuilder(URI.create(address.toString())).build();
            HttpResponse<String> response = CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
            for (int more = TRIES; more > 0 && response.body().contains(AGAIN); more--) {
                LockSupport.parkNanos(500_000_000);
                response = CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
            }
            return read(response.statusCode(), response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static Answer read(int status, String body) {
        JsonNode document = JSON.readTree(body);
        List<Map<String, @Nullable String>> rows = new ArrayList<>();
        if (status == 200) {
            for (JsonNode row : document.get("rows")) {
                Map<String, @Nullable String> columns = new LinkedHashMap<>();
                row.properties()
                        .forEach(each -> columns.put(
                                each.getKey(),
                                each.getValue().isNull()
                                        ? null
                                        : each.getValue().asString()));
                rows.add(columns);
            }
        }
        return new Answer(status, body, rows);
    }

    /** The answer itself, if it is one. */
    Answer required() {
        if (status != 200) {
            throw new AssertionError(status + " " + body);
        }
        return this;
    }

    /** The rows as they were written, without what names the pipeline. */
    String rowsAsWritten() {
        return required().body.substring(body.indexOf("\"rows\""));
    }
}
