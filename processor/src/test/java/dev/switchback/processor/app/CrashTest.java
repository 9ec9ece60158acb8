package dev.switchback.processor.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.switchback.processor.guard.FaultPoint;
import dev.switchback.views.run.ProcessorState;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Crashes between any two steps, and several owners of one version. */
class CrashTest {
    private static final int PARTITIONS = 3;

    @Test
    @DisplayName("P2, P4: whole processors that die at any step leave the same totals")
    void crashAtEveryStep() {
        // What follows a loss of Redis is in CrashCampaignTest and LiveLossTest.
        Set<FaultPoint> points = EnumSet.complementOf(EnumSet.of(FaultPoint.AFTER_LOSS_NOTICED));
        // What only views of sessions pass is in SessionsTest.
        points.removeIf(point -> point.ofSessions());
        Random seeds = new Random(39);
        List<GeneratedEvent> events = new ArrayList<>();
        try (TestPipeline pipeline = TestPipeline.create("crash", PARTITIONS, 2, TestPipeline.MANIFEST)) {
            for (FaultPoint point : points) {
                send(pipeline, events, GeneratedEvent.generate(seeds.nextLong(), 400, PARTITIONS));
                // Whether both stores are due at once is a matter of luck: there is more to flush until they were.
                die(
                        pipeline,
                        new CrashAt(point, 1),
                        "dying at " + point,
                        () -> send(pipeline, events, GeneratedEvent.generate(seeds.nextLong(), 9, PARTITIONS)));
            }
            try (VersionProcessor processor = pipeline.start("last")) {
                pipeline.awaitCaughtUp(processor);
            }
            Expectations.verify(pipeline, events, 0);
        }
    }

    private static void send(TestPipeline pipeline, List<GeneratedEvent> sent, List<GeneratedEvent> events) {
        pipeline.send(events);
        sent.addAll(events);
    }

    /** @param meanwhile done again and again until the instance died */
    private static void die(TestPipeline pipeline, CrashAt crash, String instance, Runnable meanwhile) {
        try (VersionProcessor processor = pipeline.start(instance, crash)) {
            Waiting.until(
                    () -> {
                        if (processor.state() == ProcessorState.RUNNING) {
                            meanwhile.run();
                        }
                        return processor.state() == ProcessorState.FAILED;
                    },
                    () -> instance + " is " + processor.state() + " " + processor.problem());
        }
    }

    @Test
    @DisplayName("P2: instances that join, leave and die under load leave the same totals")
    void severalOwners() {
        List<GeneratedEvent> events = GeneratedEvent.generate(40, 9_000, 4);
        try (TestPipeline pipeline = TestPipeline.create("owners", 4, 1, TestPipeline.MANIFEST)) {
            pipeline.send(events.subList(0, 3_000));
            try (VersionProcessor first = pipeline.start("first")) {
                Waiting.until(() -> pipeline.counts().offsets() > 300, () -> "a start: " + pipeline.counts());
                try (VersionProcessor second = pipeline.start("second")) {
                    pipeline.send(events.subList(3_000, 6_000));
                    pipeline.awaitCaughtUp(second);
                    assertEquals("", first.problem());
                }
                pipeline.send(events.subList(6_000, 7_500));
                pipeline.awaitCaughtUp(first);
                assertEquals("", first.problem());

                pipeline.send(events.subList(7_500, 9_000));
                die(pipeline, new CrashAt(FaultPoint.WHILE_OPENING, 1), "third", () -> {});
                pipeline.awaitCaughtUp(first);
                assertEquals("", first.problem());
            }
            Expectations.verify(pipeline, events, 0);
        }
    }
}
