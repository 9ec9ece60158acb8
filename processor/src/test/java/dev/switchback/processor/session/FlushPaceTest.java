package dev.switchback.processor.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** How long tasks wait between flushes. */
class FlushPaceTest {
    private static final Duration PERIOD = Duration.ofMillis(100);

    private final FlushPace.Spent thread = new FlushPace.Spent();

    @Test
    @DisplayName("quick flushes come at the period, and again once they are quick again")
    void quick() {
        FlushPace pace = new FlushPace(PERIOD, thread);
        assertEquals(PERIOD, pace.after(0));
        assertEquals(PERIOD, pace.after(millis(50)));
        assertEquals(Duration.ofMillis(600), pace.after(millis(300)));
        assertEquals(PERIOD, pace.after(millis(2)));
    }

    @Test
    @DisplayName("the tasks of a thread leave it half of its time together")
    void together() {
        List<FlushPace> tasks =
                Stream.generate(() -> new FlushPace(PERIOD, thread)).limit(16).toList();
        tasks.forEach(task -> task.after(millis(80)));
        tasks.forEach(task -> assertEquals(Duration.ofMillis(2 * 16 * 80), task.after(millis(80))));
    }

    @Test
    @DisplayName("however slow a store is, it is asked again within seconds")
    void longest() {
        assertEquals(Duration.ofSeconds(10), new FlushPace(PERIOD, thread).after(millis(60_000)));
        Duration rare = Duration.ofMinutes(1);
        assertEquals(rare, new FlushPace(rare, thread).after(millis(60_000)));
    }

    private static long millis(long millis) {
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }
}
