package dev.switchback.processor.live;

import java.time.Duration;

/**
 * When a live batch ends.
 *
 * @param weight groups and values kept, over all views: bounds how long one script keeps Redis busy, a few tens of milliseconds
 * @param age near the head of the log
 * @param ageBehind far from it
 */
public record LiveLimits(int weight, Duration age, Duration ageBehind) {
    public static final LiveLimits DEFAULT = new LiveLimits(5_000, Duration.ofMillis(100), Duration.ofSeconds(1));
}
