package dev.switchback.processor.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.switchback.embedded.testing.Campaign;
import dev.switchback.processor.guard.FaultPoint;
import dev.switchback.views.run.ProcessorState;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Views of sessions through the real engines, against a plain evaluation. */
class SessionsTest {
    private static final int PARTITIONS = 3;
    private static final List<FaultPoint> POINTS = Campaign.LONG
            ? List.of(
                    FaultPoint.BEFORE_EMISSION,
                    FaultPoint.WITHIN_EMISSION,
                    FaultPoint.AFTER_EMISSION,
                    FaultPoint.BEFORE_SETTLE,
                    FaultPoint.BEFORE_SESSION_INSERTS,
                    FaultPoint.AFTER_SESSION_INSERTS,
                    FaultPoint.AFTER_SESSION_PROGRESS)
            // Kafka takes ten seconds to end the transaction of a session half that died.
            : List.of(FaultPoint.WITHIN_EMISSION, FaultPoint.AFTER_EMISSION, FaultPoint.AFTER_SESSION_INSERTS);

    @Test
    @DisplayName(
            "P1, P2: sessions are what the events in order of time say, in whatever order and partitions they come")
    void sessionsOfShuffledEvents() {
        List<GeneratedEvent> events = new ArrayList<>(GeneratedEvent.generate(50, 6_000, PARTITIONS));
        Collections.shuffle(events.subList(0, 3_000), new Random(50));
        List<GeneratedEvent> late = new ArrayList<>(events.subList(1_000, 1_400));
        events.removeAll(late);
        events.addAll(late);
        try (TestPipeline pipeline = TestPipeline.create("visits", PARTITIONS, 1, SessionPipeline.MANIFEST)) {
            pipeline.send(events.subList(0, 4_000));
            try (VersionProcessor processor = pipeline.start("a")) {
                SessionPipeline.awaitCaughtUp(pipeline, processor);
                verify(pipeline, events.subList(0, 4_000));
                pipeline.send(events.subList(4_000, events.size()));
                SessionPipeline.awaitCaughtUp(pipeline, processor);
            }
            verify(pipeline, events);
            assertEquals(SessionOracle.visits(events).size(), SessionPipeline.rowsOfStableView(pipeline, "visits"));
        }
    }

    @Test
    @DisplayName("P2: crashes of either half, and owners that come and go, change no session")
    void crashesOfBothHalves() {
        int rounds = Campaign.choose(1, 8);
        for (int round = 0; round < rounds; round++) {
            crashAtEveryPoint(round);
        }
    }

    private static void crashAtEveryPoint(int round) {
        List<GeneratedEvent> events = GeneratedEvent.generate(60 + round, 600 * (POINTS.size() + 1), PARTITIONS);
        try (TestPipeline pipeline = TestPipeline.create("torn", PARTITIONS, 1, SessionPipeline.MANIFEST)) {
            for (int i = 0; i < POINTS.size(); i++) {
                pipeline.send(events.subList(i * 600, (i + 1) * 600));
                CrashAt crash = new CrashAt(POINTS.get(i), 1 + (round + i) % 2);
                String instance = POINTS.get(i).name();
                try (VersionProcessor processor = pipeline.start(instance, crash)) {
                    Waiting.until(
                            () -> processor.state() == ProcessorState.FAILED
                                    || (!crash.happened() && SessionPipeline.isCaughtUp(pipeline)),
                            () -> instance + " is " + processor.state() + " " + processor.problem());
                }
                assertTrue(crash.happened() || round + i % 2 > 0, instance + " was never reached");
            }
            pipeline.send(events.subList(600 * POINTS.size(), events.size()));
            try (VersionProcessor first = pipeline.start("first");
                    VersionProcessor second = pipeline.start("second")) {
                SessionPipeline.awaitCaughtUp(pipeline, first);
                assertEquals("", second.problem());
            }
            verify(pipeline, events);
        }
    }

    private static void verify(TestPipeline pipeline, List<GeneratedEvent> events) {
        assertEquals(SessionOracle.visits(events), SessionPipeline.content(pipeline, SessionPipeline.VISITS), "visits");
        Map<String, List<String>> pairs = SessionOracle.pairs(events);
        assertEquals(pairs, SessionPipeline.content(pipeline, SessionPipeline.PAIRS), "pairs");
        assertEquals(pipeline.counts().viewEvents(), SessionPipeline.storedEvents(pipeline), "audit");
    }
}
