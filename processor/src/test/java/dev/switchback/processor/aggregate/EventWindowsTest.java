package dev.switchback.processor.aggregate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.switchback.views.plan.Window;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

/** Which windows hold an event, against going through all windows there are. */
class EventWindowsTest {
    /** Events lie within so many milliseconds of the epoch, before it as well as after it. */
    private static final int RANGE = 20_000;

    @Property(tries = 400)
    void anEventIsInEveryWindowThatHoldsIt(
            @ForAll @IntRange(min = 1, max = 3_000) int slide,
            @ForAll @IntRange(max = 12_000) int more,
            @ForAll @LongRange(min = -1_000_000, max = 1_000_000) long periods,
            @ForAll long seed) {
        Random random = new Random(seed);
        int longer = more % (200 * slide);
        int size = random.nextInt(4) == 0 ? slide * (1 + longer / slide) : slide + longer;
        int offset = random.nextInt(slide);
        EventWindows windows = new EventWindows(Optional.of(window(size, slide, offset)));
        // Windows repeat with the slide, so far away from the epoch they are the same ones, moved.
        long moved = periods * (long) slide;
        for (int i = 0; i < 20; i++) {
            long time = random.nextInt(2 * RANGE) - (long) RANGE;
            Set<Long> expected = new TreeSet<>();
            for (long start = offset; start <= time; start += slide) {
                addIfIn(expected, start, size, time, moved);
            }
            for (long start = offset; start > time - size; start -= slide) {
                addIfIn(expected, start, size, time, moved);
            }

            windows.read(time + moved);

            Set<Long> actual = new TreeSet<>();
            for (int w = 0; w < windows.count(); w++) {
                actual.add(windows.start(w));
            }
            assertEquals(expected, actual, () -> "at " + time);
            assertEquals(expected.size(), windows.count(), "each once");
            assertTrue(windows.count() == size / slide || windows.count() == Math.ceilDiv(size, slide));
            assertTrue(windows.count() <= windows.most());
        }
    }

    private static void addIfIn(Set<Long> windows, long start, int size, long time, long moved) {
        if (start <= time && time < start + size) {
            windows.add(start + moved);
        }
    }

    private static Window window(int size, int slide, int offset) {
        return size == slide
                ? new Window.Tumbling(Duration.ofMillis(size), Duration.ofMillis(offset))
                : new Window.Hopping(Duration.ofMillis(size), Duration.ofMillis(slide), Duration.ofMillis(offset));
    }

    @Example
    void withoutWindowThereIsOneGroupForAllTime() {
        EventWindows none = new EventWindows(Optional.empty());
        none.read(-5);
        assertEquals(1, none.count());
        assertEquals(ViewDelta.NO_WINDOW, none.start(0));
    }
}
