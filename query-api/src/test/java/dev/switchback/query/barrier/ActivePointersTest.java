package dev.switchback.query.barrier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.switchback.query.problem.ProblemCode;
import dev.switchback.query.problem.ProblemException;
import dev.switchback.views.StoreUnavailableException;
import dev.switchback.views.pointer.Pointer;
import dev.switchback.views.pointer.PointerLeases;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Waiting at the barrier, with real threads and short times; notifications are never sent unless a test does so. */
@Timeout(120)
class ActivePointersTest {
    private static final BarrierTimes SHORT = new BarrierTimes(
            Duration.ofMillis(300),
            Duration.ofMillis(100),
            Duration.ofMillis(10),
            Duration.ofMillis(20),
            Duration.ofSeconds(5));

    private final Leases leases = new Leases();
    private final AtomicLong holds = new AtomicLong();
    private final Queue<Duration> barriers = new ConcurrentLinkedQueue<>();

    private ActivePointers open(BarrierTimes times) {
        return ActivePointers.open(leases, times, ServerClock.SYSTEM, new HoldObserver() {
            @Override
            public void queryHeld(Duration waited) {
                holds.incrementAndGet();
            }

            @Override
            public void barrierHeld(Duration held) {
                barriers.add(held);
            }
        });
    }

    @Test
    @DisplayName("P5: a query that comes while a switch is prepared waits and is answered from the new epoch")
    void heldQueriesGoOnWithTheFlip() throws Exception {
        try (ActivePointers pointers = open(SHORT)) {
            assertEquals(1, epoch(pointers, OptionalLong.empty()));
            leases.row = preparing(1);
            assertTrue(leases.acknowledged.await(60, TimeUnit.SECONDS), "the preparation is acknowledged");
            CompletableFuture<Long> held = CompletableFuture.supplyAsync(() -> epoch(pointers, OptionalLong.empty()));
            leases.awaitReadings(3);
            assertFalse(held.isDone());
            leases.row = settled(2);
            assertEquals(2, held.get(5, TimeUnit.SECONDS));
            assertTrue(holds.get() > 0);
            assertEquals(1, barriers.size(), "the server held its queries once");
            int look = leases.kinds.indexOf("look");
            assertTrue(look > 0, "the reading after the acknowledgement is a look: " + leases.kinds);
            assertEquals(look, leases.kinds.lastIndexOf("look"), "a server that goes on holding renews its lease");
        }
    }

    @Test
    void aNotificationIsReadAtOnce() throws Exception {
        BarrierTimes slow = new BarrierTimes(
                Duration.ofMinutes(2),
                Duration.ofMinutes(1),
                Duration.ofMinutes(1),
                Duration.ofMillis(20),
                Duration.ofSeconds(5));
        try (ActivePointers pointers = open(slow)) {
            assertEquals(1, epoch(pointers, OptionalLong.empty()));
            leases.row = preparing(1);
            leases.listener.join().accept("p");
            assertTrue(leases.acknowledged.await(60, TimeUnit.SECONDS), "the preparation is acknowledged");
            CompletableFuture<Long> held = CompletableFuture.supplyAsync(() -> epoch(pointers, OptionalLong.empty()));
            leases.row = settled(2);
            leases.listener.join().accept("p");
            assertEquals(2, held.join());
        }
    }

    @Test
    void withoutLeaseNothingIsAnsweredUntilTheRowIsReadAgain() {
        try (ActivePointers pointers = open(SHORT)) {
            assertEquals(1, epoch(pointers, OptionalLong.empty()));
            leases.broken = true;
            long end = System.nanoTime() + SHORT.lease().toNanos();
            leases.awaitReadings(2);
            while (System.nanoTime() < end) {
                leases.awaitReadings(1);
            }
            assertFalse(pointers.leaseRuns());
            assertEquals(ProblemCode.POINTER_UNAVAILABLE, problem(pointers, OptionalLong.empty()));
            leases.row = settled(2);
            leases.broken = false;
            leases.awaitReadings(2);
            assertEquals(2, epoch(pointers, OptionalLong.empty()));
        }
    }

    @Test
    void anEpochThatIsNotThereYetIsReadOnceMoreAndRefused() {
        try (ActivePointers pointers = open(SHORT)) {
            assertEquals(1, epoch(pointers, OptionalLong.of(1)));
            leases.row = settled(2);
            assertEquals(2, epoch(pointers, OptionalLong.of(2)), "the row is read again before a query is refused");
            assertEquals(ProblemCode.EPOCH_NOT_REACHED, problem(pointers, OptionalLong.of(3)));
        }
    }

    @Test
    void anEpochThatWentBackIsNotAnswered() {
        leases.row = settled(5);
        try (ActivePointers pointers = open(SHORT)) {
            assertEquals(5, epoch(pointers, OptionalLong.empty()));
            leases.row = settled(4);
            long end = System.nanoTime() + SHORT.lease().toNanos();
            while (System.nanoTime() < end) {
                leases.awaitReadings(1);
            }
            assertEquals(ProblemCode.POINTER_UNAVAILABLE, problem(pointers, OptionalLong.empty()));
        }
    }

    @Test
    void aPipelineThatIsNotThereIsReadOnceMore() {
        try (ActivePointers pointers = open(SHORT)) {
            assertEquals(Optional.empty(), pointers.resolve("other", OptionalLong.empty()));
        }
    }

    @Test
    void aClosedServerAnswersNothingAndGivesItsLeaseBack() {
        ActivePointers pointers = open(SHORT);
        assertEquals(1, epoch(pointers, OptionalLong.empty()));
        pointers.close();
        assertTrue(leases.released);
        assertEquals(ProblemCode.POINTER_UNAVAILABLE, problem(pointers, OptionalLong.empty()));
    }

    private static long epoch(ActivePointers pointers, OptionalLong min) {
        return pointers.resolve("p", min).orElseThrow().epoch();
    }

    private static ProblemCode problem(ActivePointers pointers, OptionalLong min) {
        return assertThrows(ProblemException.class, () -> pointers.resolve("p", min))
                .code();
    }

    private static Pointer settled(long epoch) {
        return new Pointer("p", OptionalInt.of(1), epoch, Optional.empty());
    }

    private static Pointer preparing(long epoch) {
        return new Pointer("p", OptionalInt.of(1), epoch, Optional.of(new Pointer.Preparation(7, 2, 5_000)));
    }

    private static final class Leases implements PointerLeases {
        volatile Pointer row = settled(1);
        volatile boolean broken;
        volatile boolean released;
        final CompletableFuture<Consumer<String>> listener = new CompletableFuture<>();
        final CountDownLatch acknowledged = new CountDownLatch(1);
        final List<String> kinds = new CopyOnWriteArrayList<>();
        private int readings;

        @Override
        public List<Pointer> renew(UUID server, Duration lease) {
            return read("renew");
        }

        @Override
        public List<Pointer> look() {
            return read("look");
        }

        private synchronized List<Pointer> read(String kind) {
            kinds.add(kind);
            readings++;
            notifyAll();
            if (broken) {
                throw new StoreUnavailableException("broken by the test", new IllegalStateException());
            }
            return List.of(row);
        }

        /** Waits until this many more readings have begun from now on. */
        synchronized void awaitReadings(int more) {
            int wanted = readings + more;
            try {
                while (readings < wanted) {
                    wait();
                }
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public void acknowledge(UUID server, String pipeline, long preparation) {
            acknowledged.countDown();
        }

        @Override
        public Pointer readSettled(String pipeline) {
            return row;
        }

        @Override
        public void release(UUID server) {
            released = true;
        }

        @Override
        public AutoCloseable listen(Consumer<String> toTell) {
            listener.complete(toTell);
            return () -> {};
        }
    }
}
