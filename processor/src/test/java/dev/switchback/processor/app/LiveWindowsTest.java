package dev.switchback.processor.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.switchback.views.live.LiveKeys;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Which windows the live store keeps: those whose end lies after the watermark less the retention, by event time alone. */
class LiveWindowsTest {
    private static final String ONE_MINUTE = TestPipeline.MANIFEST.replace("PT2H", "PT1M");
    private static final long RETENTION = 60_000;
    private static final long OUT_OF_ORDERNESS = 10_000;
    private static final long WINDOW = 60_000;

    @Test
    @DisplayName(
            "P1: a replay of old events leaves the visible windows exactly, and writes none that are gone when it has caught up")
    void replay() {
        List<GeneratedEvent> events = GeneratedEvent.generate(60, 4_000, 2);
        try (TestPipeline pipeline = TestPipeline.create("oldlog", 2, 1, ONE_MINUTE)) {
            pipeline.send(events);
            try (VersionProcessor processor = pipeline.start("a")) {
                pipeline.awaitCaughtUp(processor);
            }
            Map<String, List<String>> held = LiveContent.aggregated(pipeline, 0);
            assertEquals(visible(PlainEvaluation.of(events).byChannel, horizon(events)), held);
            assertEquals(
                    PlainEvaluation.of(events).totals, LiveContent.aggregated(pipeline, 1), "all-time groups stay");
        }
    }

    @Test
    @DisplayName("P1: windows leave the live store as the watermark passes them, with all their keys")
    void eviction() {
        List<GeneratedEvent> events = GeneratedEvent.generate(61, 4_000, 2);
        try (TestPipeline pipeline = TestPipeline.create("evicted", 2, 2, ONE_MINUTE)) {
            try (VersionProcessor processor = pipeline.start("a")) {
                for (int from = 0; from < events.size(); from += 500) {
                    pipeline.send(events.subList(from, from + 500));
                    pipeline.awaitCaughtUp(processor);
                }
            }
            long horizon = horizon(events);
            Map<String, List<String>> held = LiveContent.aggregated(pipeline, 0);
            assertEquals(visible(PlainEvaluation.of(events).byChannel, horizon), visible(held, horizon));
            String first = String.valueOf(Math.floorDiv(GeneratedEvent.BEGIN, WINDOW) * WINDOW);
            assertTrue(horizon > GeneratedEvent.BEGIN + 2 * WINDOW, "the first windows are long gone");
            for (int shard = 0; shard < pipeline.shards; shard++) {
                String groups = new LiveKeys(pipeline.version, shard).groups("by_channel", first);
                assertFalse(LiveContent.keys(pipeline).contains(groups), groups);
            }
            assertTrue(
                    LiveContent.keys(pipeline).stream().noneMatch(key -> key.contains(":" + first)),
                    "no key of the first window is left");
        }
    }

    /** Windows that end at or before it are gone. */
    private static long horizon(List<GeneratedEvent> events) {
        Map<Integer, Long> newest = new HashMap<>();
        for (GeneratedEvent event : events) {
            GeneratedEvent.Fields fields = event.fields();
            if (fields != null) {
                newest.merge(event.partition(), fields.time(), Math::max);
            }
        }
        long watermark = newest.values().stream().mapToLong(t -> t).min().orElseThrow() - OUT_OF_ORDERNESS;
        return watermark - RETENTION;
    }

    private static Map<String, List<String>> visible(Map<String, List<String>> groups, long horizon) {
        Map<String, List<String>> visible = new TreeMap<>(groups);
        visible.keySet().removeIf(group -> Long.parseLong(group.substring(0, group.indexOf('|'))) + WINDOW <= horizon);
        return visible;
    }
}
