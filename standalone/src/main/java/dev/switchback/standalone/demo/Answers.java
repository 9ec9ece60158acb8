package dev.switchback.standalone.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What is asked about the edits.
 *
 * @param rows number of edits
 * @param deletedByHour SUM(deleted), hour by hour of 2015-09-12
 * @param topPages the ten pages with most edits, most first
 * @param addedByChannel the five channels with most characters added, most first
 */
public record Answers(long rows, List<Long> deletedByHour, List<Entry> topPages, List<Entry> addedByChannel) {
    /** A key and its number. */
    public record Entry(String key, long value) {}

    public Answers {
        deletedByHour = List.copyOf(deletedByHour);
        topPages = List.copyOf(topPages);
        addedByChannel = List.copyOf(addedByChannel);
    }

    /** The answers that Apache Druid's documentation prints for this file; the resource names the pages. */
    public static Answers published() {
        try (InputStream input = Answers.class.getResourceAsStream("published-answers.json")) {
            JsonNode json = JsonMapper.builder().build().readTree(input);
            return new Answers(
                    json.path("rows").asLong(),
                    json.path("deletedByHour")
                            .valueStream()
                            .map(JsonNode::asLong)
                            .toList(),
                    entries(json.path("topPages")),
                    entries(json.path("addedByChannel")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Entry> entries(JsonNode pairs) {
        return pairs.valueStream()
                .map(pair -> new Entry(pair.path(0).asString(), pair.path(1).asLong()))
                .toList();
    }

    /** Whether these agree with the published ones; pages with equal counts may come in any order, and the last count may be shared by others. */
    public boolean agreesWith(Answers published) {
        return rows == published.rows
                && deletedByHour.equals(published.deletedByHour)
                && addedByChannel.equals(published.addedByChannel)
                && values(topPages).equals(values(published.topPages))
                && aboveLast(topPages).equals(aboveLast(published.topPages));
    }

    private static List<Long> values(List<Entry> entries) {
        return entries.stream().map(Entry::value).toList();
    }

    private static Map<String, Long> aboveLast(List<Entry> entries) {
        long last = entries.isEmpty() ? 0 : entries.getLast().value();
        Map<String, Long> above = new HashMap<>();
        entries.stream().filter(entry -> entry.value() > last).forEach(entry -> above.put(entry.key(), entry.value()));
        return above;
    }
}
