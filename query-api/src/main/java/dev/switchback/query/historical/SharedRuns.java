package dev.switchback.query.historical;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Works once for all who want the same at the same time: of each key one run is under way, and those who come meanwhile share the next one. Nobody is given
 * a result whose run began before they came, so that nobody sees less than was there when they asked (ADR 147). Thread-safe; blocks, so it is meant
 * for virtual threads.
 */
final class SharedRuns<K, V> {
    private final ReentrantLock lock = new ReentrantLock();
    /** Under way, or about to begin: nobody else may join. */
    private final Map<K, Run<V>> running = new HashMap<>();
    /** The next of a key, which others may join. */
    private final Map<K, Run<V>> waiting = new HashMap<>();

    /** One run of the work, and how many wait for it beside the one who does it. */
    private static final class Run<V> {
        final CompletableFuture<V> end = new CompletableFuture<>();
        int joined;
    }

    /**
     * Runs the work, or shares the run of somebody who wants the same.
     *
     * @param work what it throws, all are thrown who share the run
     */
    V run(K key, Supplier<V> work) {
        return switch (take(key)) {
            case Part.Share<V>(Run<V> shared) -> value(shared);
            case Part.Lead<V>(Run<V> mine, Optional<Run<V>> before) -> {
                // However that ends.
                before.ifPresent(run -> run.end.handle((value, failure) -> true).join());
                yield lead(key, mine, work);
            }
        };
    }

    /** What one who asks has to do. */
    private sealed interface Part<V> {
        /** Waits for somebody else's run. */
        record Share<V>(Run<V> shared) implements Part<V> {}

        /** Works, once the run before is over. */
        record Lead<V>(Run<V> mine, Optional<Run<V>> before) implements Part<V> {}
    }

    private Part<V> take(K key) {
        lock.lock();
        try {
            Run<V> next = waiting.get(key);
            if (next != null) {
                next.joined++;
                return new Part.Share<>(next);
            }
            Run<V> mine = new Run<>();
            Run<V> before = running.putIfAbsent(key, mine);
            if (before != null) {
                waiting.put(key, mine);
            }
            return new Part.Lead<>(mine, Optional.ofNullable(before));
        } finally {
            lock.unlock();
        }
    }

    /** How many share the next run of a key, without the one who will do it. */
    int joined(K key) {
        lock.lock();
        try {
            Run<V> next = waiting.get(key);
            return next == null ? 0 : next.joined;
        } finally {
            lock.unlock();
        }
    }

    private V lead(K key, Run<V> mine, Supplier<V> work) {
        V value;
        try {
            value = work.get();
        } catch (RuntimeException | Error e) {
            end(key);
            mine.end.completeExceptionally(e);
            throw e;
        }
        end(key);
        mine.end.complete(value);
        return value;
    }

    /** Lets the next run begin, which nobody can join from here on. */
    private void end(K key) {
        lock.lock();
        try {
            Run<V> next = waiting.remove(key);
            if (next == null) {
                running.remove(key);
            } else {
                running.put(key, next);
            }
        } finally {
            lock.unlock();
        }
    }

    private static <V> V value(Run<V> shared) {
        try {
            return shared.end.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }
}
