package dev.switchback.processor.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.switchback.processor.guard.FaultPoint;
import dev.switchback.processor.guard.FaultPoints;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A live store that loses everything at once: idle, under load, during a replay, and again while it is rebuilt. */
class LiveLossTest {
    @Test
    @DisplayName("P2: a live store that lost everything is filled again, says so until it is whole, and ends equal")
    void lost() {
        List<GeneratedEvent> events = GeneratedEvent.generate(41, 8_000, 3);
        try (TestPipeline pipeline = TestPipeline.create("lost", 3, 2, TestPipeline.MANIFEST)) {
            Losses losses = new Losses(pipeline);
            pipeline.send(events.subList(0, 4_000));
            try (VersionProcessor processor = pipeline.start("a", losses)) {
                Waiting.until(() -> pipeline.counts().offsets() > 300, () -> "a replay: " + processor.problem());
                LiveContent.wipe(pipeline);
                pipeline.awaitCaughtUp(processor);
                Expectations.verify(pipeline, events.subList(0, 4_000), 0);

                // Nothing comes that would be flushed: the owners find it out by looking.
                int noticed = losses.noticed.get();
                LiveContent.wipe(pipeline);
                Waiting.until(() -> losses.noticed.get() > noticed, () -> "the loss is noticed without events");
                pipeline.awaitCaughtUp(processor);
                Expectations.verify(pipeline, events.subList(0, 4_000), 0);

                // Under load, and twice: the second time while the first one is being made good.
                pipeline.send(events.subList(4_000, 6_000));
                losses.again.set(1);
                LiveContent.wipe(pipeline);
                pipeline.send(events.subList(6_000, 8_000));
                pipeline.awaitCaughtUp(processor);
                assertEquals(0, losses.again.get(), "it was lost again while it was rebuilt");
                Waiting.until(() -> processor.problem().isEmpty(), processor::problem);
            }
            assertEquals(List.of(), losses.wrong);
            assertTrue(LiveContent.rebuild(pipeline).isEmpty(), "it is whole: " + LiveContent.rebuild(pipeline));
            Expectations.verify(pipeline, events, 0);
        }
    }

    @Test
    @DisplayName("P2: an owner that finds no marks where history is says so before it writes any")
    void lostWhileNobodyOwnsIt() {
        List<GeneratedEvent> events = GeneratedEvent.generate(42, 2_000, 2);
        try (TestPipeline pipeline = TestPipeline.create("unowned", 2, 2, TestPipeline.MANIFEST)) {
            pipeline.send(events);
            try (VersionProcessor processor = pipeline.start("a")) {
                pipeline.awaitCaughtUp(processor);
            }
            Losses losses = new Losses(pipeline);
            LiveContent.wipe(pipeline);
            losses.checked = FaultPoint.BEFORE_LIVE_FLUSH;
            try (VersionProcessor processor = pipeline.start("b", losses)) {
                pipeline.awaitCaughtUp(processor);
            }
            assertTrue(losses.noticed.get() > 0);
            assertEquals(List.of(), losses.wrong);
            assertTrue(LiveContent.rebuild(pipeline).isEmpty(), "it is whole: " + LiveContent.rebuild(pipeline));
            Expectations.verify(pipeline, events, 0);
        }
    }

    /** Wipes a version's keys in one step, and checks where a loss is noticed that readers are kept out. */
    private static final class Losses implements FaultPoints {
        private final TestPipeline pipeline;
        final AtomicInteger noticed = new AtomicInteger();
        final AtomicInteger again = new AtomicInteger();
        final List<String> wrong = new ArrayList<>();
        private boolean wipedAgain;
        private @Nullable FaultPoint checked = FaultPoint.AFTER_LOSS_NOTICED;

        Losses(TestPipeline pipeline) {
            this.pipeline = pipeline;
        }

        @Override
        public synchronized void reached(FaultPoint point, int partition) {
            if (point != checked) {
                return;
            }
            noticed.incrementAndGet();
            boolean firstFlush = point == FaultPoint.BEFORE_LIVE_FLUSH;
            // What another thread wiped since this one noticed the first loss is noticed once more.
            if (!wipedAgain && !LiveContent.rebuild(pipeline).containsKey(String.valueOf(partition))) {
                wrong.add("partition " + partition + " is not said to be rebuilt at " + point);
            }
            if (firstFlush
                    && LiveContent.marks(pipeline).size() == pipeline.ends().size()) {
                checked = null;
            } else if (again.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                LiveContent.wipe(pipeline);
                wipedAgain = true;
            }
        }
    }
}
