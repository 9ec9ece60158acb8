package dev.switchback.embedded.chdb.http;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import dev.switchback.embedded.chdb.host.Chdb;
import dev.switchback.embedded.chdb.host.ChdbResult;
import java.io.IOException;
import java.util.Locale;

/** Sends a result: with its length if it is whole, chunked otherwise. */
final class ResponseWriter implements Chdb.Receiver {
    private final HttpExchange exchange;
    private final long startNanos = System.nanoTime();
    private boolean begun;

    ResponseWriter(HttpExchange exchange) {
        this.exchange = exchange;
    }

    boolean begun() {
        return begun;
    }

    void describe(String queryId, String format) {
        Headers headers = exchange.getResponseHeaders();
        headers.set("X-ClickHouse-Query-Id", queryId);
        headers.set("X-ClickHouse-Format", format);
        headers.set("X-ClickHouse-Timezone", "UTC");
        headers.set("X-ClickHouse-Server-Display-Name", "switchback-embedded");
    }

    @Override
    public void whole(ChdbResult result) throws IOException {
        exchange.getResponseHeaders().set("X-ClickHouse-Summary", summary(result));
        contentType();
        begun = true;
        long length = result.length();
        exchange.sendResponseHeaders(200, length == 0 ? -1 : length);
        result.writeTo(exchange.getResponseBody());
    }

    @Override
    public void part(ChdbResult part) throws IOException {
        if (!begun) {
            contentType();
            begun = true;
            exchange.sendResponseHeaders(200, 0);
        }
        part.writeTo(exchange.getResponseBody());
    }

    @Override
    public void end() throws IOException {
        exchange.getResponseBody().close();
    }

    private void contentType() {
        Headers headers = exchange.getResponseHeaders();
        String format = String.valueOf(headers.getFirst("X-ClickHouse-Format"));
        headers.set(
                "Content-Type",
                format.startsWith("JSON")
                        ? "application/json; charset=UTF-8"
                        : format.startsWith("TabSeparated") || format.startsWith("TSV")
                                ? "text/tab-separated-values; charset=UTF-8"
                                : format.startsWith("CSV") ? "text/csv; charset=UTF-8" : "application/octet-stream");
    }

    private String summary(ChdbResult result) {
        return String.format(
                Locale.ROOT,
                "{\"read_rows\":\"%d\",\"read_bytes\":\"%d\",\"written_rows\":\"%d\",\"written_bytes\":\"%d\","
                        + "\"total_rows_to_read\":\"0\",\"result_rows\":\"%d\",\"result_bytes\":\"%d\",\"elapsed_ns\":\"%d\"}",
                result.readRows(),
                result.readBytes(),
                result.writtenRows(),
                result.writtenBytes(),
                result.resultRows(),
                result.length(),
                System.nanoTime() - startNanos);
    }
}
