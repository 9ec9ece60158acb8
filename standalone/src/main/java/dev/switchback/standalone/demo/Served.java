package dev.switchback.standalone.demo;

import dev.switchback.standalone.client.Http;
import java.net.URI;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** The demo's questions asked of one query server. Thread-safe. */
public final class Served {
    private static final String DAY = "from=2015-09-12T00:00:00Z&to=2015-09-13T00:00:00Z";

    private final Http http;
    private final URI server;

    public Served(Http http, URI server) {
        this.http = http;
        this.server = server;
    }

    /** An answer's rows, with the version and epoch that it names. */
    public JsonNode ask(String path) {
        return http.get(URI.create(server + "/v1/" + path));
    }

    /** What the active version answers about the file's day. */
    public Answers answers() {
        JsonNode hours = rows("wikipedia/hourly?" + DAY);
        return new Answers(
                hours.valueStream().mapToLong(row -> row.path("edits").asLong()).sum(),
                hours.valueStream().map(row -> row.path("deleted").asLong()).toList(),
                entries(rows("wikipedia/pages?order_by=-edits,page&limit=10"), "page", "edits"),
                entries(rows("wikipedia/channels?order_by=-added&limit=5"), "channel", "added"));
    }

    /** Edits that the active version has counted after the file's day. */
    public long laterEdits() {
        return rows("wikipedia/hourly?from=2015-09-13T00:00:00Z&measures=edits&step=all")
                .path(0)
                .path("edits")
                .asLong(0);
    }

    private JsonNode rows(String path) {
        return ask(path).path("rows");
    }

    private static List<Answers.Entry> entries(JsonNode rows, String key, String value) {
        return rows.valueStream()
                .map(row -> new Answers.Entry(
                        row.path(key).asString(), row.path(value).asLong()))
                .toList();
    }
}
