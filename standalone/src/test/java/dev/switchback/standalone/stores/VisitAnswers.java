package dev.switchback.standalone.stores;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Asks for the live windows of a pipeline again and again. An answer is right if the windows that are complete at its own watermark are
 * exactly those of the plain evaluation; a refusal has to be a 503.
 */
final class VisitAnswers implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static final Logger LOG = LoggerFactory.getLogger(VisitAnswers.class);

    private final VisitPipeline pipeline;
    private final HttpClient client = HttpClient.newHttpClient();
    private final Thread thread;
    private final List<String> wrong = new ArrayList<>();
    final AtomicInteger right = new AtomicInteger();
    final AtomicInteger rebuilding = new AtomicInteger();
    final AtomicInteger away = new AtomicInteger();
    private volatile boolean closed;

    VisitAnswers(VisitPipeline pipeline) {
        this.pipeline = pipeline;
        this.thread = Thread.ofPlatform().name("visit answers").start(this::run);
    }

    private void run() {
        while (!closed) {
            try {
                check(ask("/live?version=1&complete=only&windows=2000&limit=100000"));
            } catch (RuntimeException e) {
                tell(e.toString());
            }
        }
    }

    private void check(HttpResponse<String> answer) {
        JsonNode document = JSON.readTree(answer.body());
        if (answer.statusCode() == 200) {
            Map<String, Visits.Row> expected = document.get("watermark").isNull()
                    ? Map.of()
                    : pipeline.visits.until(
                            Instant.parse(document.get("watermark").asString()));
            Map<String, Visits.Row> rows = rows(document);
            if (expected.equals(rows)) {
                right.incrementAndGet();
            } else {
                tell("at " + document.get("watermark") + " " + rows.size() + " rows instead of " + expected.size()
                        + "; missing or other: "
                        + expected.entrySet().stream()
                                .filter(each -> !each.getValue().equals(rows.get(each.getKey())))
                                .limit(3)
                                .map(each -> each + " is " + rows.get(each.getKey()))
                                .toList());
            }
        } else if (answer.statusCode() == 503 && document.get("code").asString().equals("live_rebuilding")) {
            rebuilding.incrementAndGet();
        } else if (answer.statusCode() == 503) {
            away.incrementAndGet();
        } else {
            tell(answer.statusCode() + " " + answer.body());
        }
    }

    private synchronized void tell(String what) {
        wrong.add(what);
    }

    private HttpResponse<String> ask(String query) {
        String address = "http://127.0.0.1:" + pipeline.queries.port() + "/v1/" + pipeline.version.pipeline()
                + "/by_page" + query;
        try {
            return client.send(
                    HttpRequest.newBuilder(URI.create(address)).build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** Waits until what was asked after now is answered, and not refused. */
    void awaitMore() {
        // The next answer may have been asked for before.
        int before = right.get();
        pipeline.await("answers come again", () -> right.get() >= before + 2 || isWrong());
    }

    private synchronized boolean isWrong() {
        return !wrong.isEmpty();
    }

    /** Compares all rows of both stores with the plain evaluation, and reports whatever was wrong before. */
    void assertAllRight() {
        assertEquals(pipeline.visits.all(), rows("/live?version=1&windows=2000&limit=100000"), "the live windows");
        assertEquals(pipeline.visits.all(), rows("?version=1&limit=100000"), "the history");
        synchronized (this) {
            assertEquals(List.of(), wrong);
            LOG.info("answers: {} right, {} told of a rebuild, {} that the store is away", right, rebuilding, away);
        }
    }

    private Map<String, Visits.Row> rows(String query) {
        HttpResponse<String> answer = ask(query);
        assertEquals(200, answer.statusCode(), answer.body());
        return rows(JSON.readTree(answer.body()));
    }

    private static Map<String, Visits.Row> rows(JsonNode document) {
        Map<String, Visits.Row> rows = new TreeMap<>();
        for (JsonNode row : document.get("rows")) {
            rows.put(
                    Instant.parse(row.get("window_start").asString()) + "|"
                            + row.get("page").asString(),
                    new Visits.Row(
                            row.get("visits").asLong(),
                            row.get("bytes").asLong(),
                            row.get("visitors").asLong()));
        }
        return rows;
    }

    @Override
    public void close() {
        closed = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
