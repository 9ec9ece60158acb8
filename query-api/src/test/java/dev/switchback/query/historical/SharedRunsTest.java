package dev.switchback.query.historical;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class SharedRunsTest {
    private static final int JOINING = 5;

    private final SharedRuns<String, Integer> runs = new SharedRuns<>();
    private final AtomicInteger begun = new AtomicInteger();

    @Test
    void whoComesDuringARunSharesTheNextOne() throws InterruptedException {
        Gate gate = new Gate();
        CompletableFuture<Integer> first = ask("a", gate::through);
        gate.awaitReached();
        List<CompletableFuture<Integer>> later = joining(gate::through);
        assertEquals(7, runs.run("b", () -> 7), "other questions do not wait");
        gate.open();

        assertEquals(1, first.join());
        later.forEach(each -> assertEquals(2, each.join(), "a run that began after all of them had asked"));
        assertEquals(2, begun.get());
        assertEquals(3, runs.run("a", begun::incrementAndGet), "nothing is remembered");
    }

    @Test
    void aFailureIsThatOfAllWhoShareIt() throws InterruptedException {
        Gate gate = new Gate();
        CompletableFuture<Integer> first = ask("a", () -> {
            gate.through();
            throw new IllegalStateException("the first");
        });
        gate.awaitReached();
        List<CompletableFuture<Integer>> later = joining(() -> {
            begun.incrementAndGet();
            throw new IllegalArgumentException("the second");
        });
        gate.open();

        assertEquals(IllegalStateException.class, failure(first).getClass());
        later.forEach(each ->
                assertEquals(IllegalArgumentException.class, failure(each).getClass()));
        assertEquals(2, begun.get());
        assertEquals(3, runs.run("a", begun::incrementAndGet), "the next one is not held up");
    }

    @Test
    void nobodyIsGivenARunThatBeganBeforeTheyAsked() throws Exception {
        AtomicLong clock = new AtomicLong();
        SharedRuns<Integer, Long> shared = new SharedRuns<>();
        AtomicInteger worked = new AtomicInteger();
        int threads = 8;
        int each = 2_000;
        try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            List<Future<Boolean>> ends = new ArrayList<>();
            for (int thread = 0; thread < threads; thread++) {
                ends.add(pool.submit(() -> {
                    boolean fresh = true;
                    for (int i = 0; i < each; i++) {
                        long asked = clock.incrementAndGet();
                        long seen = shared.run(i % 2, () -> {
                            worked.incrementAndGet();
                            long now = clock.get();
                            Thread.onSpinWait();
                            return now;
                        });
                        fresh &= seen >= asked;
                    }
                    return fresh;
                }));
            }
            for (Future<Boolean> end : ends) {
                assertTrue(end.get(60, TimeUnit.SECONDS), "a result from before the question");
            }
        }
        assertTrue(worked.get() <= threads * each);
    }

    private CompletableFuture<Integer> ask(String key, Supplier<Integer> work) {
        return CompletableFuture.supplyAsync(() -> runs.run(key, work), Thread::startVirtualThread);
    }

    /** Some that ask while a run is under way, and have all joined the next one. */
    private List<CompletableFuture<Integer>> joining(Supplier<Integer> work) {
        List<CompletableFuture<Integer>> later = new ArrayList<>();
        for (int i = 0; i < JOINING; i++) {
            later.add(ask("a", work));
        }
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (runs.joined("a") < JOINING - 1) {
            assertTrue(System.nanoTime() < end, "waited 60 s for all to join");
            LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
        }
        return later;
    }

    private static Throwable failure(CompletableFuture<Integer> failed) {
        Throwable failure =
                assertThrows(CompletionException.class, failed::join).getCause();
        if (failure == null) {
            throw new AssertionError("no cause");
        }
        return failure;
    }

    /** Work that stands still until it is let through. */
    private final class Gate {
        private final CountDownLatch reached = new CountDownLatch(1);
        private final CountDownLatch opened = new CountDownLatch(1);

        int through() {
            int number = begun.incrementAndGet();
            reached.countDown();
            try {
                assertTrue(opened.await(60, TimeUnit.SECONDS));
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            return number;
        }

        void awaitReached() throws InterruptedException {
            assertTrue(reached.await(60, TimeUnit.SECONDS));
        }

        void open() {
            opened.countDown();
        }
    }
}
