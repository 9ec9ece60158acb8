package dev.switchback.control.loop;

import dev.switchback.views.VersionId;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs work on threads of its own and waits a moment for each piece: one after the other while the stores answer, beside each other where one
 * of them hangs (ADR 136). For the event loop's thread.
 */
final class Lanes {
    private static final Logger LOG = LoggerFactory.getLogger(Lanes.class);
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final Duration CLOSE = Duration.ofSeconds(10);
    private static final Set<Kind> CLEANING_EXCLUDES = Set.of(Kind.BUILD, Kind.CLEAN);

    private final ExecutorService threads = Executors.newCachedThreadPool(
            Thread.ofPlatform().name("controller-step-", 0).daemon().factory());
    /** What was not waited for any longer. */
    private final Map<Work, Future<Boolean>> late = new HashMap<>();

    /** @param version whose it is; empty: of none in particular */
    record Work(Kind kind, Optional<VersionId> version) {}

    /** What must not run beside each other. */
    enum Kind {
        /** Moves a pointer and lets the stable views follow. */
        MOVE,
        /** Makes what belongs to a version. */
        BUILD,
        /** Removes what belongs to no version. */
        CLEAN,
        OTHER
    }

    /** Whether this may begin now. */
    boolean free(Work work) {
        return late.keySet().stream().noneMatch(other -> clash(work, other));
    }

    private static boolean clash(Work one, Work other) {
        boolean sameVersion = one.version().isPresent() && one.version().equals(other.version());
        boolean samePointer = one.kind() == Kind.MOVE
                && other.kind() == Kind.MOVE
                && one.version().map(VersionId::pipeline).equals(other.version().map(VersionId::pipeline));
        boolean cleaning = one.kind() == Kind.CLEAN && CLEANING_EXCLUDES.contains(other.kind());
        boolean cleaned = other.kind() == Kind.CLEAN && CLEANING_EXCLUDES.contains(one.kind());
        return sameVersion || samePointer || cleaning || cleaned;
    }

    /** Versions on which work is late. */
    Set<VersionId> busy() {
        return late.keySet().stream().flatMap(work -> work.version().stream()).collect(Collectors.toSet());
    }

    /**
     * Runs the work and waits for it for a second; after that, {@link #settle} tells of its end.
     *
     * @return what it returned; false: it is late
     */
    boolean run(Work work, BooleanSupplier task) throws InterruptedException {
        Future<Boolean> running = threads.submit(task::getAsBoolean);
        try {
            return result(running, PATIENCE);
        } catch (TimeoutException e) {
            LOG.debug("{} is late; the event loop goes on without it", work);
            late.put(work, running);
            return false;
        }
    }

    /** Takes note of late work that has ended since. Returns whether any of it returned true. */
    boolean settle() throws InterruptedException {
        boolean any = false;
        for (Iterator<Map.Entry<Work, Future<Boolean>>> i = late.entrySet().iterator(); i.hasNext(); ) {
            Map.Entry<Work, Future<Boolean>> each = i.next();
            if (each.getValue().isDone()) {
                i.remove();
                try {
                    any |= result(each.getValue(), Duration.ZERO);
                } catch (TimeoutException e) {
                    throw new IllegalStateException("what is done is not late", e);
                }
            }
        }
        return any;
    }

    private static boolean result(Future<Boolean> running, Duration patience)
            throws InterruptedException, TimeoutException {
        try {
            return running.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e.getCause() instanceof RuntimeException failure ? failure : new IllegalStateException(e.getCause());
        }
    }

    /** Begins nothing more, and waits for the work at hand for some seconds. */
    void close() throws InterruptedException {
        threads.shutdown();
        if (!threads.awaitTermination(CLOSE.toMillis(), TimeUnit.MILLISECONDS)) {
            LOG.warn("The controller ends while a store holds up {}; the next one repeats the steps", late.keySet());
        }
    }
}
