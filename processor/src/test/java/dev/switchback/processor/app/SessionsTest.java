package dev.switchback.processor.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.switchback.embedded.testing.Campaign;
import dev.switchback.processor.guard.FaultPoint;
import dev.switchback.views.run.ProcessorState;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Views of sessions through the real engines, against a plain evaluation. */
class SessionsTest {
    private static final int PARTITIONS = 3;
    private static final long VISIT_GAP = 2_000;
    private static final long OUT_OF_ORDERNESS = 10_000;
    private static final long RETENTION = 60_000;
    private static final long TOLERATED = 3_500;
    private static final String DIVERT = SessionPipeline.MANIFEST.replace(
            "  out_of_orderness: PT10S\n",
            "  out_of_orderness: PT2S\n  late_events: divert\n  allowed_lateness: PT1.5S\n");
    private static final List<FaultPoint> POINTS = Campaign.LONG
            ? List.of(
                    FaultPoint.BEFORE_EMISSION,
                    FaultPoint.WITHIN_EMISSION,
                    FaultPoint.AFTER_EMISSION,
                    FaultPoint.BEFORE_SETTLE,
                    FaultPoint.BEFORE_LIVE_SESSIONS,
                    FaultPoint.AFTER_LIVE_SESSIONS,
                    FaultPoint.BEFORE_SESSION_INSERTS,
                    FaultPoint.AFTER_SESSION_INSERTS,
                    FaultPoint.AFTER_SESSION_PROGRESS)
            // Kafka takes ten seconds to end the transaction of a session half that died.
            : List.of(FaultPoint.WITHIN_EMISSION, FaultPoint.BEFORE_LIVE_SESSIONS, FaultPoint.AFTER_SESSION_INSERTS);

    @Test
    @DisplayName(
            "P1, P2: sessions are what the events in order of time say, in whatever order and partitions they come")
    void sessionsOfShuffledEvents() {
        List<GeneratedEvent> events = new ArrayList<>(GeneratedEvent.generate(50, 6_000, PARTITIONS));
        Collections.shuffle(events.subList(0, 3_000), new Random(50));
        List<GeneratedEvent> late = new ArrayList<>(events.subList(1_000, 1_400));
        events.removeAll(late);
        events.addAll(late);
        try (TestPipeline pipeline = TestPipeline.create("visits", PARTITIONS, 2, SessionPipeline.MANIFEST)) {
            pipeline.send(events.subList(0, 4_000));
            try (VersionProcessor processor = pipeline.start("a")) {
                SessionPipeline.awaitCaughtUp(pipeline, processor);
                verify(pipeline, events.subList(0, 4_000));
                verifyLive(pipeline, events.subList(0, 4_000), OUT_OF_ORDERNESS);
                LiveContent.wipe(pipeline);
                pipeline.send(events.subList(4_000, events.size()));
                SessionPipeline.awaitCaughtUp(pipeline, processor);
                Waiting.until(() -> SessionPipeline.isLiveWhole(pipeline), () -> "the lost live store to be whole");
            }
            verify(pipeline, events);
            verifyLive(pipeline, events, OUT_OF_ORDERNESS);
            assertEquals(SessionOracle.visits(events).size(), SessionPipeline.rowsOfStableView(pipeline, "visits"));
        }
    }

    private static long newestOfAll(List<GeneratedEvent> events) {
        Map<Integer, Long> newest = new HashMap<>();
        for (GeneratedEvent event : events) {
            if (event.fields() != null) {
                newest.merge(event.partition(), event.fields().time(), Math::max);
            }
        }
        return newest.values().stream().mapToLong(time -> time).min().orElseThrow();
    }

    /** How many sessions of both views end at or after a time; those that are live are kept for longer. */
    private static long endingFrom(List<GeneratedEvent> events, long time) {
        long longer = RETENTION + 2_000 - TOLERATED;
        return SessionOracle.visits(events).keySet().stream()
                        .filter(session -> end(session) >= time - longer)
                        .count()
                + SessionOracle.pairs(events).keySet().stream()
                        .filter(session -> end(session) >= time)
                        .count();
    }

    private static long end(String session) {
        return Long.parseLong(session.split("\\|", -1)[1]);
    }

    @Test
    @DisplayName(
            "P2: crashes of either half, owners that come and go, and sessions that are forgotten change no session")
    void crashesOfBothHalves() {
        int rounds = Campaign.choose(1, 8);
        for (int round = 0; round < rounds; round++) {
            crashAtEveryPoint(round, round % 2 == 0);
        }
    }

    private static void crashAtEveryPoint(int round, boolean diverts) {
        List<GeneratedEvent> events = GeneratedEvent.generate(60 + round, 600 * (POINTS.size() + 1), PARTITIONS);
        List<GeneratedEvent> good =
                diverts ? LateEvaluation.of(events, TOLERATED).others() : events;
        String manifest = diverts ? DIVERT : SessionPipeline.MANIFEST;
        try (TestPipeline pipeline = TestPipeline.create("torn", PARTITIONS, 2, manifest)) {
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
                if (diverts) {
                    awaitForgotten(pipeline, events, good);
                }
            }
            verify(pipeline, good);
            verifyLive(pipeline, good, diverts ? 2_000 : OUT_OF_ORDERNESS);
            assertEquals(events.size() - good.size(), pipeline.counts().late());
            if (diverts) {
                refusesWhatIsForgotten(pipeline);
            }
        }
    }

    /** Waits until the state has let go of what no event can extend, and holds the rest. */
    private static void awaitForgotten(TestPipeline pipeline, List<GeneratedEvent> events, List<GeneratedEvent> good) {
        long ended = newestOfAll(events) - TOLERATED;
        // A round waits until sessions may have ended since the last one: the smaller gap.
        long most = endingFrom(good, ended - VISIT_GAP);
        assertTrue(most < endingFrom(good, 0) / 2, most + " may stay");
        // The last changes are seen once their transaction is committed, which may be after they are in the tables.
        long least = endingFrom(good, ended);
        Waiting.until(
                () -> {
                    long kept = SessionPipeline.kept(pipeline);
                    return kept >= least && kept <= most;
                },
                () -> SessionPipeline.kept(pipeline) + " sessions to be from " + least + " to " + most);
    }

    /** The first event of a partition is never late: on one that is added, it may belong to sessions that are forgotten. */
    private static void refusesWhatIsForgotten(TestPipeline pipeline) {
        pipeline.addPartitions(PARTITIONS + 1);
        GeneratedEvent.Fields old =
                new GeneratedEvent.Fields(GeneratedEvent.BEGIN, "#a1", "user1", false, 5L, 1.0, BigDecimal.ONE);
        pipeline.send(List.of(new GeneratedEvent(PARTITIONS, old.json(true), old)));
        try (VersionProcessor processor = pipeline.start("more")) {
            Waiting.until(
                    () -> processor.state() == ProcessorState.FAILED,
                    () -> "a refusal: " + processor.state() + " " + processor.problem());
            assertTrue(
                    processor.problem().contains("Partition " + PARTITIONS + " of the source, which was added"),
                    processor.problem());
        }
    }

    /** @param bound the out-of-orderness: what ended by the watermark less the retention may be gone */
    private static void verifyLive(TestPipeline pipeline, List<GeneratedEvent> events, long bound) {
        long horizon = newestOfAll(events) - bound - RETENTION;
        Map<String, List<String>> expected = new TreeMap<>(SessionOracle.visits(events));
        expected.keySet().removeIf(session -> end(session) <= horizon);
        assertTrue(expected.size() > 20, expected.size() + " live sessions");
        assertEquals(expected, SessionPipeline.live(pipeline, SessionPipeline.VISITS, horizon), "live");
        assertTrue(SessionPipeline.isLiveWhole(pipeline), "the live store says that it is whole");
    }

    private static void verify(TestPipeline pipeline, List<GeneratedEvent> events) {
        assertEquals(SessionOracle.visits(events), SessionPipeline.content(pipeline, SessionPipeline.VISITS), "visits");
        Map<String, List<String>> pairs = SessionOracle.pairs(events);
        assertEquals(pairs, SessionPipeline.content(pipeline, SessionPipeline.PAIRS), "pairs");
        assertEquals(pipeline.counts().viewEvents(), SessionPipeline.storedEvents(pipeline), "audit");
    }
}
