package dev.switchback.control.step;

import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** Smoothed rates of replays, kept in memory only: after a restart they begin anew. One call per replay at a time. */
final class RateMeter {
    /** Time after which an old rate counts for 1/e. */
    private static final double SMOOTHING_SECONDS = 5;

    private final Map<UUID, Sample> samples = new ConcurrentHashMap<>();

    /** @return events per second, smoothed; 0 at the first call */
    double rate(UUID replay, long events, long nanoTime) {
        Sample last = samples.get(replay);
        if (last == null || events < last.events) {
            samples.put(replay, new Sample(events, nanoTime, 0, false));
            return 0;
        }
        double seconds = (nanoTime - last.nanoTime) / 1e9;
        // A flush moves the offsets by leaps: shorter periods would measure the leaps, not the speed.
        if (seconds < 0.5) {
            return last.rate;
        }
        double now = (events - last.events) / seconds;
        double weight = last.smoothed ? 1 - Math.exp(-seconds / SMOOTHING_SECONDS) : 1;
        double rate = last.rate + weight * (now - last.rate);
        samples.put(replay, new Sample(events, nanoTime, rate, true));
        return rate;
    }

    void forget(UUID replay) {
        samples.remove(replay);
    }

    private record Sample(long events, long nanoTime, double rate, boolean smoothed) {}
}
