package dev.switchback.control.step;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.switchback.control.replay.CatchUpLimits;
import dev.switchback.control.replay.Replay;
import dev.switchback.control.replay.ReplayRequest;
import dev.switchback.control.replay.SwitchMode;
import dev.switchback.control.replay.Throttle;
import dev.switchback.control.testing.TestWorld;
import dev.switchback.views.VersionId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class TrialsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final AtomicLong now = new AtomicLong();
    private final Trials<String> trials = new Trials<>(PATIENCE, now::get);
    private final Replay replay = Replay.requested(
            UUID.randomUUID(),
            new VersionId("p", 1),
            new ReplayRequest(SwitchMode.MANUAL, Optional.empty(), CatchUpLimits.DEFAULT, Throttle.NONE, "test"),
            Optional.empty(),
            Instant.EPOCH);

    @Test
    @DisplayName("A judgement may last far longer than the patience, as long as its questions are answered")
    void slowButProgressing() throws InterruptedException {
        SynchronousQueue<Integer> answers = new SynchronousQueue<>();
        for (int question = 0; question < 5; question++) {
            assertInstanceOf(
                    Trials.State.Running.class, trials.of(replay, (one, answered) -> slowly(answers, answered)));
            now.addAndGet(PATIENCE.toNanos() - 1);
            answers.put(question);
            // The queue hands over before the answer is counted: the next one begins after that.
            answers.put(question);
        }
        TestWorld.await(
                "the judgement",
                () -> trials.of(replay, (one, answered) -> "begun again")
                                instanceof Trials.State.Judged<String>(String judgement)
                        && judgement.equals("after 5 answers"));
    }

    private static String slowly(SynchronousQueue<Integer> answers, Runnable answered) {
        try {
            for (int question = 0; question < 5; question++) {
                answers.take();
                answered.run();
                answers.take();
            }
        } catch (InterruptedException e) {
            return "interrupted";
        }
        return "after 5 answers";
    }

    @Test
    @DisplayName("One whose questions are not answered any more is given up and interrupted")
    void hanging() {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        assertInstanceOf(Trials.State.Running.class, trials.of(replay, (one, answered) -> hang(begun, interrupted)));
        TestWorld.await("the judgement to begin", () -> begun.getCount() == 0);
        now.addAndGet(PATIENCE.toNanos());
        assertInstanceOf(Trials.State.Running.class, trials.of(replay, (one, answered) -> "begun again"));
        now.incrementAndGet();
        assertEquals(
                new Trials.State.Broken<>("No question was answered for 10 s."),
                trials.of(replay, (one, answered) -> "begun again"));
        TestWorld.await("the interrupt", () -> interrupted.getCount() == 0);
    }

    private static String hang(CountDownLatch begun, CountDownLatch interrupted) {
        begun.countDown();
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            interrupted.countDown();
        }
        return "interrupted";
    }

    @Test
    @DisplayName("What goes wrong in a judgement is its end, with the cause")
    void broken() {
        TestWorld.await(
                "the end",
                () -> trials.of(replay, (one, answered) -> {
                                    throw new IllegalStateException("no store");
                                })
                                instanceof Trials.State.Broken<String>(String why)
                        && why.contains("no store"));
    }
}
