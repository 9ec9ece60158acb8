package dev.switchback.processor.session;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The ledger's rows of some source partitions, the cuts that are ordered in them, and the one partition of the topic of sessions to which their
 * ranges come, in any order of the sources. Not thread-safe.
 */
final class SimulatedTopic {
    static final int SOURCES = 3;
    static final long GAP = 10;

    private final Random random;
    private final List<Source> sources = new ArrayList<>();
    private final Map<Integer, Map<Integer, Long>> fences = new TreeMap<>();
    /** Numbers of cuts that somebody may compare. */
    final TreeSet<Integer> leases = new TreeSet<>();

    final List<SessionMessage> messages = new ArrayList<>();

    private record Event(String key, long time) {}

    private static final class Source {
        private final List<Event> events = new ArrayList<>();
        private int cut;
        private int ordered;
        private long fence;

        int newest() {
            return Math.max(cut, ordered);
        }

        void reach() {
            if (ordered > 0 && events.size() == fence) {
                cut = ordered;
                ordered = 0;
            }
        }
    }

    SimulatedTopic(Random random) {
        this.random = random;
        for (int i = 0; i < SOURCES; i++) {
            sources.add(new Source());
        }
    }

    /** A range of one source, up to the fence at most; now and then it comes twice, as after a crash. */
    void emit() {
        int number = random.nextInt(SOURCES);
        Source source = sources.get(number);
        long from = source.events.size();
        long end = from + 1 + random.nextInt(4);
        if (source.ordered > 0) {
            end = Math.min(end, source.fence);
        }
        SessionMessage.Range range = new SessionMessage.Range(number, from, OptionalInt.of(source.cut));
        List<SessionMessage> brought = new ArrayList<>();
        for (long offset = from; offset < end; offset++) {
            Event event = new Event("k" + random.nextInt(2), messages.size() / 3L + random.nextInt(90));
            source.events.add(event);
            brought.add(new SessionMessage.Part(range, 0, event.key, event.time, event.time, 1, List.of(1L)));
        }
        brought.add(new SessionMessage.Marker(range, 0, end, OptionalLong.empty()));
        source.reach();
        messages.addAll(brought);
        if (random.nextInt(10) == 0) {
            messages.addAll(brought);
        }
    }

    /** At a fence that each source has reached, or is about to. One that is under way is replaced. */
    void order() {
        int number = 1 + sources.stream().mapToInt(Source::newest).max().orElseThrow();
        // What is not reached by all will not be.
        fences.keySet().removeIf(earlier -> !isReached(earlier));
        Map<Integer, Long> fence = new HashMap<>();
        for (int i = 0; i < SOURCES; i++) {
            Source source = sources.get(i);
            source.ordered = number;
            source.fence = (long) source.events.size() + random.nextInt(6);
            fence.put(i, source.fence);
            source.reach();
        }
        fences.put(number, fence);
        leases.add(number);
    }

    void withdraw() {
        for (Source source : sources) {
            if (source.ordered > 0) {
                fences.remove(source.ordered);
                leases.remove(source.ordered);
                source.ordered = 0;
            }
        }
    }

    boolean isReached(int cut) {
        return sources.stream().allMatch(source -> source.cut >= cut);
    }

    /** By number; what was withdrawn or replaced is not among them. */
    Map<Integer, Map<Integer, Long>> fences() {
        return fences;
    }

    /** {@code key|start} → {@code last|events}, of the events below a cut's fence. */
    Map<String, String> sessions(int cut) {
        Map<String, List<Long>> times = new TreeMap<>();
        fences.getOrDefault(cut, Map.of())
                .forEach((source, fence) -> sources.get(source).events.stream()
                        .limit(fence)
                        .forEach(event -> times.computeIfAbsent(event.key, key -> new ArrayList<>())
                                .add(event.time)));
        Map<String, String> sessions = new TreeMap<>();
        times.forEach((key, all) -> {
            all.sort(null);
            int from = 0;
            for (int i = 1; i <= all.size(); i++) {
                if (i == all.size() || all.get(i) - all.get(i - 1) > GAP) {
                    sessions.put(key + "|" + all.get(from), all.get(i - 1) + "|" + (i - from));
                    from = i;
                }
            }
        });
        return sessions;
    }
}
