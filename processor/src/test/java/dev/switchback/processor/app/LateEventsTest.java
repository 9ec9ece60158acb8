package dev.switchback.processor.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.switchback.embedded.testing.Campaign;
import dev.switchback.processor.guard.FaultPoint;
import dev.switchback.views.live.LiveKeys;
import dev.switchback.views.run.ProcessorState;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Late events that are diverted: which ones they are is decided by the log alone. */
class LateEventsTest {
    private static final String DIVERT = TestPipeline.MANIFEST.replace(
            "  out_of_orderness: PT10S\n",
            "  out_of_orderness: PT2S\n  late_events: divert\n  allowed_lateness: PT1.5S\n");
    private static final long TOLERATED = 3_500;
    private static final int PARTITIONS = 3;

    @Test
    @DisplayName(
            "P2, P4: crashes, several owners and a lost live store divert the same late events as an evaluation in offset order")
    void theSameLateEventsWhateverHappens() {
        int part = Campaign.choose(600, 3_000);
        List<FaultPoint> points = Campaign.LONG
                ? Stream.of(FaultPoint.values())
                        .filter(point -> !point.ofSessions())
                        .toList()
                : List.of(
                        FaultPoint.BETWEEN_LIVE_SHARDS,
                        FaultPoint.AFTER_CLAIM,
                        FaultPoint.AFTER_LIVE_FLUSH,
                        FaultPoint.BETWEEN_INSERTS);
        List<GeneratedEvent> events = GeneratedEvent.generate(70, part * (points.size() + 4), PARTITIONS);
        LateEvaluation expected = LateEvaluation.of(events, TOLERATED);
        assertTrue(
                expected.late().size() > events.size() / 20,
                "late: " + expected.late().size());
        assertTrue(expected.late().stream().anyMatch(late -> late.contains("\"added\":0,")), "late before dead");
        try (TestPipeline pipeline = TestPipeline.create("late", PARTITIONS, 3, DIVERT)) {
            int sent = 0;
            for (FaultPoint point : points) {
                pipeline.send(events.subList(sent, sent += part));
                crash(pipeline, new CrashAt(point, 4));
            }
            try (VersionProcessor first = pipeline.start("first")) {
                pipeline.send(events.subList(sent, sent += part));
                pipeline.awaitCaughtUp(first);
                try (VersionProcessor second = pipeline.start("second")) {
                    pipeline.send(events.subList(sent, sent += part));
                    pipeline.awaitCaughtUp(second);
                }
                // One shard alone is lost: the others' marks, and the ledger's, stand far ahead of its own.
                LiveKeys lost = new LiveKeys(pipeline.version, 1);
                String prefix = lost.marks().substring(0, lost.marks().length() - "marks".length());
                LiveContent.keys(pipeline).stream()
                        .filter(key -> key.startsWith(prefix))
                        .forEach(key -> Stores.REDIS.sync().del(key));
                pipeline.send(events.subList(sent, sent += part));
                pipeline.awaitCaughtUp(first);
                LiveContent.keys(pipeline).forEach(key -> Stores.REDIS.sync().del(key));
                pipeline.send(events.subList(sent, events.size()));
                pipeline.awaitCaughtUp(first);
            }
            Expectations.verify(pipeline, expected.others(), 0);
            assertEquals(expected.late(), HistoryContent.lateEvents(pipeline));
            assertEquals(expected.late().size(), pipeline.counts().late());
        }
    }

    private static void crash(TestPipeline pipeline, CrashAt crash) {
        try (VersionProcessor processor = pipeline.start("crashing", crash)) {
            Waiting.until(
                    () -> processor.state() == ProcessorState.FAILED || (!crash.happened() && pipeline.isCaughtUp()),
                    () -> "it is " + processor.state() + " " + processor.problem());
        }
    }

    @Test
    @DisplayName("P4: accepted late events count like all others")
    void accepted() {
        List<GeneratedEvent> events = GeneratedEvent.generate(71, 1_000, 2);
        String accept =
                DIVERT.replace("  late_events: divert\n  allowed_lateness: PT1.5S\n", "  late_events: accept\n");
        try (TestPipeline pipeline = TestPipeline.create("accepted", 2, 1, accept)) {
            pipeline.send(events);
            try (VersionProcessor processor = pipeline.start("a")) {
                pipeline.awaitCaughtUp(processor);
            }
            Expectations.verify(pipeline, events, 0);
            assertEquals(0, pipeline.counts().late());
        }
    }
}
