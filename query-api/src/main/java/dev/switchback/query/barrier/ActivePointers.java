package dev.switchback.query.barrier;

import dev.switchback.query.problem.ProblemCode;
import dev.switchback.query.problem.ProblemException;
import dev.switchback.views.pointer.Pointer;
import dev.switchback.views.pointer.PointerLeases;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The active pointers as one server may use them (promise P5). A query resolves its pipeline once, and uses the result for all that it
 * reads. Thread-safe; {@link #resolve} may wait, and is meant for virtual threads.
 */
public final class ActivePointers implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ActivePointers.class);
    private static final Duration CLOSE = Duration.ofMillis(500);
    /** More waiting queries than this are turned away: they would only pile up behind a barrier that does not open. */
    private static final int MAX_WAITING = 10_000;

    private final BarrierTimes times;
    private final ServerClock clock;
    private final HoldObserver observer;
    private final PointerReader reader;
    private final CompletableFuture<AutoCloseable> subscription;
    private final Thread loop;
    private final Semaphore waiting = new Semaphore(MAX_WAITING);
    private final ReentrantLock lock = new ReentrantLock();
    /** Signalled when a reading has ended. */
    private final Condition read = lock.newCondition();
    /** Signalled when a reading is wanted, or the server closes. */
    private final Condition wanted = lock.newCondition();

    private boolean readWanted;
    private boolean closed;
    /** Number of readings begun; the one with this number may still run. */
    private long begun;

    private ActivePointers(PointerLeases leases, BarrierTimes times, ServerClock clock, HoldObserver observer) {
        this.times = times;
        this.clock = clock;
        this.observer = observer;
        this.reader = new PointerReader(leases, times, clock, observer);
        // In the background: subscribing waits for PostgreSQL, and a server starts without it.
        this.subscription = CompletableFuture.supplyAsync(
                () -> leases.listen(pipeline -> wantRead()),
                task -> Thread.ofVirtual().start(task));
        this.loop = Thread.ofPlatform().name("pointer-reader").daemon().unstarted(this::run);
    }

    /** Begins to read; returns at once, also while PostgreSQL cannot be reached. */
    public static ActivePointers open(
            PointerLeases leases, BarrierTimes times, ServerClock clock, HoldObserver observer) {
        ActivePointers pointers = new ActivePointers(leases, times, clock, observer);
        pointers.loop.start();
        return pointers;
    }

    /**
     * What a query that starts now is to be answered from.
     *
     * @param minEpoch the pointer read must have this epoch at least
     * @return empty: there is no such pipeline
     * @throws ProblemException {@link ProblemCode#POINTER_UNAVAILABLE}, {@link ProblemCode#EPOCH_NOT_REACHED} or
     *     {@link ProblemCode#OVERLOADED}
     */
    public Optional<Pointer> resolve(String pipeline, OptionalLong minEpoch) {
        if (reader.resolve(pipeline) instanceof Resolution.Serve(Pointer pointer)
                && pointer.epoch() >= minEpoch.orElse(0)) {
            return Optional.of(pointer);
        }
        if (!waiting.tryAcquire()) {
            throw new ProblemException(
                    ProblemCode.OVERLOADED,
                    MAX_WAITING + " queries wait already for the active version; try again in a second");
        }
        long start = clock.nanos();
        try {
            return await(pipeline, minEpoch, start);
        } finally {
            waiting.release();
            observer.queryHeld(Duration.ofNanos(clock.nanos() - start));
        }
    }

    /** Whether answers can be given now, as far as the lease goes. */
    public boolean leaseRuns() {
        return !(reader.resolve("") instanceof Resolution.LeaseOver);
    }

    /** Number of the lease's present or last term; while it stays the same, the lease has not run out between two readings. */
    public long term() {
        return reader.latest().term();
    }

    /** Whether the lease runs, and has run without a gap since {@code term} was read. */
    public boolean unbrokenSince(long term) {
        Reading latest = reader.latest();
        return latest.term() == term && latest.lease().runs(clock);
    }

    /** By what name PostgreSQL knows this server. */
    public UUID server() {
        return reader.server();
    }

    private Optional<Pointer> await(String pipeline, OptionalLong minEpoch, long start) {
        lock.lock();
        try {
            // Only a reading that begins from here on can tell something new about the pipeline.
            WaitingQuery query = new WaitingQuery(pipeline, minEpoch, begun + 1);
            while (true) {
                Reading seen = reader.latest();
                switch (query.look(seen, clock)) {
                    case WaitingQuery.Verdict.Answered(Optional<Pointer> pointer) -> {
                        return pointer;
                    }
                    case WaitingQuery.Verdict.ReadNow now -> wantRead();
                    case WaitingQuery.Verdict.Held held -> {
                        // The loop reads again by itself while anything is held.
                    }
                }
                awaitReadingAfter(seen, start);
            }
        } finally {
            lock.unlock();
        }
    }

    private void awaitReadingAfter(Reading seen, long start) {
        try {
            while (reader.latest().number() == seen.number()) {
                long left = times.patience().toNanos() - (clock.nanos() - start);
                if (left <= 0 || closed) {
                    throw WaitingQuery.unavailable();
                }
                // The answer is in the loop's condition, not in how this ended.
                var _ = read.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw WaitingQuery.unavailable();
        }
    }

    private void wantRead() {
        lock.lock();
        try {
            readWanted = true;
            wanted.signal();
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        while (awaitTurn()) {
            reader.read();
            lock.lock();
            try {
                read.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    /** @return false: the server closes */
    private boolean awaitTurn() {
        lock.lock();
        try {
            long left = begun == 0 ? 0 : reader.latest().pause(times).toNanos();
            boolean retrying = begun > 0 && !reader.latest().succeeded();
            while (!closed && (retrying || !readWanted) && left > 0) {
                left = wanted.awaitNanos(left);
            }
            readWanted = false;
            begun++;
            return !closed;
        } catch (InterruptedException e) {
            return false;
        } finally {
            lock.unlock();
        }
    }

    private static void unsubscribe(AutoCloseable late) {
        try {
            late.close();
        } catch (Exception e) {
            log.debug("a subscription that came late did not close", e);
        }
    }

    /** Ends the lease; queries that wait are told that there is no pointer. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            wanted.signal();
        } finally {
            lock.unlock();
        }
        try {
            if (subscription.isDone()) {
                subscription.join().close();
            } else {
                var _ = subscription.thenAccept(ActivePointers::unsubscribe);
            }
            if (!loop.join(CLOSE)) {
                // It waits for PostgreSQL, which does not answer.
                loop.interrupt();
                loop.join(CLOSE);
            }
            reader.release();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            log.warn("the lease could not be given back; it runs out by itself: {}", e.getMessage());
        }
        lock.lock();
        try {
            read.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
