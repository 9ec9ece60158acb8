package dev.switchback.control.step;

import dev.switchback.control.replay.Progress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Lag in time: how long ago the log ended where a version stands now. It is told the log's ends now and then, and remembers them for ten
 * minutes; event times and broker timestamps play no part, so that it is right for old logs too. Thread-safe.
 */
public final class LagClock {
    private static final long MEMORY_NANOS = Duration.ofMinutes(10).toNanos();
    private static final long SPACING_NANOS = Duration.ofMillis(200).toNanos();

    private final Map<String, Deque<Sample>> topics = new ConcurrentHashMap<>();

    /** @param ends per partition, as read at {@code nanoTime} or later */
    public void observe(String topic, Map<Integer, Long> ends, long nanoTime) {
        Deque<Sample> samples = topics.computeIfAbsent(topic, key -> new ArrayDeque<>());
        synchronized (samples) {
            Sample newest = samples.peekLast();
            if (newest != null && nanoTime - newest.nanoTime < SPACING_NANOS) {
                return;
            }
            samples.addLast(new Sample(nanoTime, ends));
            while (nanoTime - samples.getFirst().nanoTime > MEMORY_NANOS) {
                samples.removeFirst();
            }
        }
    }

    /**
     * Upper bound of the lag, as exact as the samples are close.
     *
     * @param committed position per partition
     * @return empty where it is longer than what is remembered
     */
    public Optional<Duration> behind(String topic, Map<Integer, Long> committed) {
        Deque<Sample> samples = topics.get(topic);
        if (samples == null) {
            return Optional.empty();
        }
        long now = System.nanoTime();
        synchronized (samples) {
            boolean newest = true;
            for (Iterator<Sample> i = samples.descendingIterator(); i.hasNext(); newest = false) {
                Sample sample = i.next();
                if (sample.reachedBy(committed)) {
                    return Optional.of(newest ? Duration.ZERO : Duration.ofNanos(now - sample.nanoTime));
                }
            }
        }
        return Optional.empty();
    }

    /** Positions out of a replay's progress. */
    static Map<Integer, Long> committed(Progress progress) {
        return progress.partitions().stream()
                .collect(
                        Collectors.toMap(Progress.PartitionProgress::partition, Progress.PartitionProgress::committed));
    }

    private record Sample(long nanoTime, Map<Integer, Long> ends) {
        boolean reachedBy(Map<Integer, Long> committed) {
            return ends.entrySet().stream().allMatch(end -> committed.getOrDefault(end.getKey(), 0L) >= end.getValue());
        }
    }
}
