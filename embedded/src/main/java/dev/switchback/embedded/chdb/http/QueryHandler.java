package dev.switchback.embedded.chdb.http;

import com.sun.net.httpserver.HttpExchange;
import dev.switchback.embedded.chdb.host.Chdb;
import dev.switchback.embedded.chdb.host.ClickHouseError;
import dev.switchback.embedded.chdb.host.Statement;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns a request into a statement, and its result or error into a response. Thread-safe. */
final class QueryHandler {
    private static final Logger LOG = LoggerFactory.getLogger(QueryHandler.class);
    private static final long MAX_REQUEST_BYTES = 1L << 30;

    /** A result that cannot go out part by part is held in memory as a whole. */
    private static final String MAX_WHOLE_RESULT_BYTES = Long.toString(512L << 20);

    private final Chdb chdb;
    private final Credentials credentials;
    private final InsertFiles files;

    QueryHandler(Chdb chdb, Credentials credentials, InsertFiles files) {
        this.chdb = chdb;
        this.credentials = credentials;
        this.files = files;
    }

    void handle(HttpExchange exchange) throws IOException {
        ResponseWriter response = new ResponseWriter(exchange);
        try {
            answer(exchange, response);
        } catch (ClickHouseError e) {
            fail(exchange, response, e);
        } catch (RuntimeException e) {
            LOG.error("A request failed", e);
            fail(exchange, response, new ClickHouseError(1001, "STD_EXCEPTION", String.valueOf(e.getMessage())));
        }
    }

    private void answer(HttpExchange exchange, ResponseWriter response) throws IOException {
        credentials.require(exchange);
        QueryRequest request = QueryRequest.of(exchange);
        response.describe(request.queryId(), request.format());
        try (NativeText text =
                new NativeText(request.query().length() + expectedBody(exchange) + 1, MAX_REQUEST_BYTES)) {
            if (!request.query().isEmpty()) {
                text.append(request.query());
                text.append("\n");
            }
            text.append(exchange.getRequestBody());
            StatementText statement = StatementText.read(text.bytesAsCharacters());
            if (statement.isEmpty()
                    && request.query().isEmpty()
                    && exchange.getRequestMethod().equals("GET")) {
                Endpoint.ok(exchange);
                return;
            }
            run(request, statement, text, response);
        }
    }

    private void run(QueryRequest request, StatementText statement, NativeText text, ResponseWriter response)
            throws IOException {
        if (statement.several()) {
            throw new ClickHouseError(62, "SYNTAX_ERROR", "Syntax error (Multi-statements are not allowed)");
        }
        if (statement.isEmpty()) {
            throw new ClickHouseError(62, "SYNTAX_ERROR", "Syntax error: Empty query");
        }
        if (statement.input()) {
            throw new ClickHouseError(
                    48,
                    "NOT_IMPLEMENTED",
                    "The embedded ClickHouse does not know the table function input():"
                            + " insert with FORMAT into the table, or set SWITCHBACK_CLICKHOUSE to a server.");
        }
        response.describe(request.queryId(), statement.format().orElse(request.format()));
        if (statement.data().isPresent()) {
            insert(request, statement.data().get(), text, response);
            return;
        }
        boolean streams = statement.streams(request.format());
        Map<String, String> settings = new HashMap<>(request.settings());
        if (statement.isQuery() && !streams) {
            settings.putIfAbsent("max_result_bytes", MAX_WHOLE_RESULT_BYTES);
        }
        Statement asked =
                new Statement(text.segment(), request.database(), request.format(), request.parameters(), settings);
        if (streams) {
            chdb.stream(asked, response);
        } else {
            chdb.run(asked, statement.leavesState(), response);
        }
    }

    private void insert(QueryRequest request, InsertData data, NativeText text, ResponseWriter response)
            throws IOException {
        files.holding(text.segment().asSlice(data.dataAt()), file -> {
            try (Arena arena = Arena.ofConfined()) {
                byte[] head = data.reading(text.bytesAsCharacters(), file).getBytes(StandardCharsets.ISO_8859_1);
                MemorySegment statement = arena.allocateFrom(ValueLayout.JAVA_BYTE, head);
                chdb.run(
                        new Statement(
                                statement,
                                request.database(),
                                request.format(),
                                request.parameters(),
                                request.settings()),
                        false,
                        response);
            }
        });
    }

    private static long expectedBody(HttpExchange exchange) {
        String length = exchange.getRequestHeaders().getFirst("Content-Length");
        return length != null && length.matches("\\d{1,15}") ? Long.parseLong(length) : 0;
    }

    private static void fail(HttpExchange exchange, ResponseWriter response, ClickHouseError error) throws IOException {
        if (response.begun()) {
            // Part of the result is out: a connection cut off in the middle is the only sign left.
            throw new IOException("the query failed after its first rows: " + error.text(), error);
        }
        exchange.getRequestBody().skip(Long.MAX_VALUE);
        byte[] text = (error.text() + "\n").getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders()
                .set("X-ClickHouse-Exception-Code", String.format(Locale.ROOT, "%d", error.code()));
        exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=UTF-8");
        exchange.sendResponseHeaders(ErrorStatus.of(error.code()), text.length);
        exchange.getResponseBody().write(text);
    }
}
