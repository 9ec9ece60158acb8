package dev.switchback.control.replay;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The range of offsets that a replay has to process before anything else counts: per partition {@code [start, end)}.
 *
 * @param starts where each partition begins: zero, unless a loss was accepted
 * @param ends the read-committed end offsets when the replay was checked
 */
public record Fence(SortedMap<Integer, Long> starts, SortedMap<Integer, Long> ends) {
    public Fence {
        starts = new TreeMap<>(starts);
        ends = new TreeMap<>(ends);
        if (!starts.keySet().equals(ends.keySet())) {
            throw new IllegalArgumentException("starts of " + starts.keySet() + " and ends of " + ends.keySet());
        }
    }

    public static Fence of(Map<Integer, Long> starts, Map<Integer, Long> ends) {
        return new Fence(new TreeMap<>(starts), new TreeMap<>(ends));
    }

    /** Number of offsets inside; events, but for gaps in the log. */
    public long events() {
        return ends.entrySet().stream()
                .mapToLong(end -> Math.max(0, end.getValue() - starts.getOrDefault(end.getKey(), 0L)))
                .sum();
    }
}
