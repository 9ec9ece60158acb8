package dev.switchback.standalone.stores;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Generated events in the order of their times, and what a plain evaluation makes of those that were taken. Thread-safe. */
final class Visits {
    static final String MANIFEST = """
            pipeline: NAME
            source:
              topic: NAME
              format: json
              event_time: time
              out_of_orderness: PT1S
              columns: {time: TIMESTAMP(3), page: VARCHAR, visitor: VARCHAR, bytes: BIGINT}
            views:
              by_page:
                sql: |
                  SELECT window_start, page, COUNT(*) AS visits, SUM(bytes) AS bytes, COUNT(DISTINCT visitor) AS visitors
                  FROM TABLE(TUMBLE(TABLE NAME, DESCRIPTOR(time), INTERVAL '1' MINUTE))
                  GROUP BY window_start, page
                live: {retention: P30D, top: [visits]}
            """;

    private static final long FIRST = Instant.parse("2026-03-01T00:00:00Z").toEpochMilli();
    private static final long APART_MILLIS = 150;
    private static final long WINDOW_MILLIS = 60_000;

    private final Map<Long, Map<String, Group>> windows = new TreeMap<>();
    private long next;

    /** What a row of the view tells. */
    record Row(long visits, long bytes, long visitors) {}

    private static final class Group {
        private long visits;
        private long bytes;
        private final Set<String> visitors = new HashSet<>();
    }

    /** Takes the next event: its JSON. */
    synchronized byte[] take() {
        long number = next++;
        long time = FIRST + number * APART_MILLIS;
        String page = "page " + Math.floorMod(number * 7_919, 23);
        String visitor = "visitor " + Math.floorMod(number * 104_729, 61);
        long bytes = Math.floorMod(number * 15_485_863, 10_007L) - 100;
        Group group = windows.computeIfAbsent(Math.floorDiv(time, WINDOW_MILLIS) * WINDOW_MILLIS, _ -> new TreeMap<>())
                .computeIfAbsent(page, _ -> new Group());
        group.visits++;
        group.bytes += bytes;
        group.visitors.add(visitor);
        return "{\"time\":\"%s\",\"page\":\"%s\",\"visitor\":\"%s\",\"bytes\":%d}"
                .formatted(Instant.ofEpochMilli(time), page, visitor, bytes)
                .getBytes(StandardCharsets.UTF_8);
    }

    /** {@code window|page} → row, of the windows that end at or before an instant. */
    synchronized Map<String, Row> until(Instant watermark) {
        Map<String, Row> rows = new TreeMap<>();
        windows.forEach((window, groups) -> {
            if (window + WINDOW_MILLIS <= watermark.toEpochMilli()) {
                groups.forEach((page, group) -> rows.put(
                        Instant.ofEpochMilli(window) + "|" + page,
                        new Row(group.visits, group.bytes, group.visitors.size())));
            }
        });
        return rows;
    }

    Map<String, Row> all() {
        return until(Instant.parse("9999-01-01T00:00:00Z"));
    }
}
