package dev.switchback.processor.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Totals in both stores against a plain evaluation of the same events. */
class TotalsTest {

    @Test
    @DisplayName("P1, P2, P4: both stores hold what a plain evaluation gives, read from offset zero and then live")
    void totalsEqualAPlainEvaluation() {
        List<GeneratedEvent> events = GeneratedEvent.generate(1, 6_000, 3);
        try (TestPipeline pipeline = TestPipeline.create("totals", 3, 1, TestPipeline.MANIFEST)) {
            pipeline.send(events.subList(0, 4_000));
            try (VersionProcessor processor = pipeline.start("a")) {
                pipeline.awaitCaughtUp(processor);
                pipeline.send(events.subList(4_000, 6_000));
                pipeline.awaitCaughtUp(processor);
            }
            Expectations.verify(pipeline, events, 0);
        }
    }

    @Test
    @DisplayName("P2: leaderboards rank the merged values, over several shards")
    void leaderboards() {
        List<GeneratedEvent> events = GeneratedEvent.generate(2, 3_000, 2);
        try (TestPipeline pipeline = TestPipeline.create("ranks", 2, 3, TestPipeline.MANIFEST)) {
            pipeline.send(events);
            try (VersionProcessor processor = pipeline.start("a")) {
                pipeline.awaitCaughtUp(processor);
            }
            Expectations.verify(pipeline, events, 0);
            Map<String, Double> edits = new TreeMap<>();
            Map<String, Double> editors = new TreeMap<>();
            Map<String, Double> scores = new TreeMap<>();
            PlainEvaluation.of(events).byChannel.forEach((group, measures) -> {
                edits.put(group, Double.valueOf(measures.get(0)));
                editors.put(group, Double.valueOf(measures.get(2)));
                if (!measures.get(5).equals("NULL")) {
                    scores.put(group, Double.valueOf(measures.get(5)));
                }
            });
            assertEquals(edits, LiveContent.ranking(pipeline, 0, "edits"));
            assertEquals(editors, LiveContent.ranking(pipeline, 0, "editors"));
            assertEquals(scores, LiveContent.ranking(pipeline, 0, "score"));
        }
    }
}
