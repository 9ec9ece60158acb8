package dev.switchback.control.loop;

import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** Longer and longer pauses for what fails again and again. One call per id at a time. */
final class Backoff {
    private static final Duration FIRST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofSeconds(2);

    private final Map<UUID, Pause> pauses = new ConcurrentHashMap<>();

    boolean pausing(UUID id) {
        Pause pause = pauses.get(id);
        return pause != null && System.nanoTime() - pause.until < 0;
    }

    /** @return how often it has failed in a row, this time included */
    int failed(UUID id) {
        Pause last = pauses.get(id);
        Duration length = last == null ? FIRST : last.length.multipliedBy(2);
        Duration pause = length.compareTo(LONGEST) > 0 ? LONGEST : length;
        int times = last == null ? 1 : last.times + 1;
        pauses.put(id, new Pause(System.nanoTime() + pause.toNanos(), pause, times));
        return times;
    }

    void worked(UUID id) {
        pauses.remove(id);
    }

    private record Pause(long until, Duration length, int times) {}
}
