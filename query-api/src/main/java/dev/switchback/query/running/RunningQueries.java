package dev.switchback.query.running;

import dev.switchback.views.VersionId;
import dev.switchback.views.reader.Drain;
import dev.switchback.views.reader.RunningReads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;

/**
 * The queries under way, by version, and the versions on which none may begin. Both are decided under one lock: a query that is let in is
 * counted before anybody can say that there is none. Thread-safe.
 */
public final class RunningQueries {
    private final ReentrantLock lock = new ReentrantLock();
    /** In the order in which they began. */
    private final Map<VersionId, Set<Permit>> running = new HashMap<>();

    private Set<Drain> drains = Set.of();
    private long changes;

    /** Lets a query in, unless the version is being drained; close the permit when nothing more is read. */
    public Optional<Permit> enter(VersionId version) {
        lock.lock();
        try {
            if (drains.stream().anyMatch(drain -> drain.version().equals(version))) {
                return Optional.empty();
            }
            Permit permit = new Permit(version, System.nanoTime());
            running.computeIfAbsent(version, key -> new LinkedHashSet<>()).add(permit);
            return Optional.of(permit);
        } finally {
            lock.unlock();
        }
    }

    /** Grows whenever the versions change on which no query may begin; what was read of slots before is worth nothing then. */
    public long changes() {
        lock.lock();
        try {
            return changes;
        } finally {
            lock.unlock();
        }
    }

    /** @return those of {@code now} over whose versions no query runs, and from here on none begins */
    List<Drain> refuse(List<Drain> now) {
        lock.lock();
        try {
            Set<Drain> next = new HashSet<>(now);
            if (!next.equals(drains)) {
                drains = next;
                changes++;
            }
            return now.stream()
                    .filter(drain -> !running.containsKey(drain.version()))
                    .toList();
        } finally {
            lock.unlock();
        }
    }

    List<RunningReads> reads() {
        long now = System.nanoTime();
        lock.lock();
        try {
            return running.entrySet().stream()
                    .map(entry -> new RunningReads(
                            entry.getKey(),
                            entry.getValue().size(),
                            Duration.ofNanos(now - entry.getValue().iterator().next().begun)))
                    .collect(Collectors.toCollection(ArrayList::new));
        } finally {
            lock.unlock();
        }
    }

    private void leave(Permit permit) {
        lock.lock();
        try {
            running.computeIfPresent(permit.version, (version, permits) -> {
                permits.remove(permit);
                return permits.isEmpty() ? null : permits;
            });
        } finally {
            lock.unlock();
        }
    }

    /** One query over one version. */
    public final class Permit implements AutoCloseable {
        private final VersionId version;
        private final long begun;

        private Permit(VersionId version, long begun) {
            this.version = version;
            this.begun = begun;
        }

        /** The query reads nothing more. */
        @Override
        public void close() {
            leave(this);
        }
    }
}
