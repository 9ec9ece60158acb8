package dev.switchback.query.mirror;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.switchback.query.problem.ProblemCode;
import dev.switchback.query.problem.ProblemException;
import dev.switchback.query.request.ResultColumn;
import dev.switchback.query.request.Rows;
import dev.switchback.views.StoreUnavailableException;
import dev.switchback.views.VersionId;
import dev.switchback.views.mirror.Mirror;
import dev.switchback.views.mirror.MirrorBoard;
import dev.switchback.views.mirror.MirrorCounts;
import dev.switchback.views.plan.ColumnType;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Comparison and its limits, with answers made up by the test. */
@Timeout(120)
class MirroredReadsTest {
    private static final VersionId ACTIVE = new VersionId("p", 1);
    private static final VersionId SHADOW = new VersionId("p", 2);
    private static final Question QUESTION = version -> {
        throw new AssertionError("the test answers");
    };

    private final Board board = new Board();

    @Test
    void anEqualAnswerIsTheSameWhateverTheScaleOfItsNumbers() {
        assertEquals(new Kinds(1, 0, 0, 0, 0), outcome((version, question) -> reply("1.50", 9)));
    }

    @Test
    void anAnswerThatStandsStillAndDiffersIsDifferent() {
        assertEquals(
                new Kinds(0, 1, 0, 0, 0),
                outcome((version, question) -> version.equals(ACTIVE) ? reply("1.5", 9) : reply("2.5", 9)));
    }

    @Test
    void nothingIsSaidOfAnswersAtOtherWatermarks() {
        assertEquals(
                new Kinds(0, 0, 1, 0, 0),
                outcome((version, question) -> version.equals(ACTIVE) ? reply("1.5", 9) : reply("2.5", 8)));
    }

    @Test
    void nothingIsSaidWhileTheActiveVersionMoves() {
        assertEquals(
                new Kinds(0, 0, 1, 0, 0),
                outcome((version, question) -> version.equals(ACTIVE) ? reply("7", 9) : reply("2.5", 9)));
    }

    @Test
    void aQueryThatTheShadowDoesNotUnderstandIsRefused() {
        assertEquals(new Kinds(0, 0, 0, 1, 0), outcome((version, question) -> {
            throw new ProblemException(ProblemCode.UNKNOWN_VIEW, "gone");
        }));
    }

    @Test
    void aStoreThatDoesNotAnswerIsAFailure() {
        assertEquals(new Kinds(0, 0, 0, 0, 1), outcome((version, question) -> {
            throw new StoreUnavailableException("away", new IllegalStateException());
        }));
    }

    @Test
    void aBusyMirrorDropsQueriesAndKeepsNobodyWaiting() throws InterruptedException {
        CountDownLatch release = new CountDownLatch(1);
        int calls = 1_000;
        try (MirroredReads mirrors = open((version, question) -> {
            await(release);
            return reply("1.5", 9);
        })) {
            board.awaitOrdersRead();
            for (int i = 0; i < calls; i++) {
                mirrors.answered(ACTIVE, reply("1.5", 9), Duration.ofMillis(1), QUESTION);
            }
            release.countDown();
            MirrorCounts all = board.awaitCounts(calls);
            assertEquals(calls, all.same() + all.dropped());
            assertTrue(all.same() >= 256, "what fits into the queue is asked: " + all);
            assertTrue(all.dropped() >= 700, "what does not is dropped: " + all);
        }
    }

    @Test
    void nothingIsAskedWithoutAnOrder() throws InterruptedException {
        board.orders = List.of();
        List<VersionId> asked = new ArrayList<>();
        try (MirroredReads mirrors = open((version, question) -> {
            asked.add(version);
            return reply("1.5", 9);
        })) {
            board.awaitOrdersRead();
            mirrors.answered(ACTIVE, reply("1.5", 9), Duration.ofMillis(1), QUESTION);
        }
        assertEquals(List.of(), asked);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private MirroredReads open(MirroredReads.Asking asking) {
        return new MirroredReads(board, asking, new SimpleMeterRegistry()).start();
    }

    /** How one query ends whose active version answered 1.5 at watermark 9. */
    private Kinds outcome(MirroredReads.Asking asking) {
        try (MirroredReads mirrors = open(asking)) {
            board.awaitOrdersRead();
            mirrors.answered(ACTIVE, reply("1.5", 9), Duration.ofMillis(1), QUESTION);
            MirrorCounts counts = board.awaitCounts(1);
            return new Kinds(counts.same(), counts.different(), counts.undecided(), counts.refused(), counts.failed());
        }
    }

    private record Kinds(long same, long different, long undecided, long refused, long failed) {}

    private static Reply reply(String value, long watermark) {
        List<@Nullable Object[]> rows = new ArrayList<>();
        rows.add(new @Nullable Object[] {new BigDecimal(value)});
        return new Reply(
                Optional.of(Instant.ofEpochSecond(watermark)),
                Rows.limited(List.of(new ResultColumn("spent", ColumnType.decimal(10, 2))), rows, 1));
    }

    private static final class Board implements MirrorBoard {
        volatile List<Mirror> orders = List.of(new Mirror(SHADOW, 1));
        private MirrorCounts seen = MirrorCounts.NONE;
        private final AtomicInteger readings = new AtomicInteger();

        @Override
        public List<Mirror> mirrors() {
            readings.incrementAndGet();
            return orders;
        }

        @Override
        public synchronized void report(VersionId version, MirrorCounts counts) {
            assertEquals(SHADOW, version);
            seen = seen.plus(counts);
        }

        /** A second reading begins only when the first one was taken in. */
        void awaitOrdersRead() {
            while (readings.get() < 2) {
                LockSupport.parkNanos(1_000_000);
            }
        }

        MirrorCounts awaitCounts(long wanted) {
            while (true) {
                synchronized (this) {
                    if (seen.compared() + seen.refused() + seen.failed() + seen.dropped() >= wanted) {
                        return seen;
                    }
                }
                LockSupport.parkNanos(1_000_000);
            }
        }
    }
}
