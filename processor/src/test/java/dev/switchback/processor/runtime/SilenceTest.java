package dev.switchback.processor.runtime;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** When a partition counts as silent. */
class SilenceTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    // Close to the overflow: the monotonic clock may start anywhere.
    private long now = Long.MAX_VALUE - Duration.ofSeconds(30).toNanos();

    private void pass(int seconds) {
        now += Duration.ofSeconds(seconds).toNanos();
    }

    @Test
    void afterTheTimeoutWithoutEventAndOnlyOnce() {
        Silence silence = new Silence(TIMEOUT, () -> now, false);
        pass(59);
        assertFalse(silence.isDue());
        assertFalse(silence.broken());
        assertFalse(silence.isDue());
        pass(59);
        assertFalse(silence.isDue(), "counted from the event");
        pass(1);
        assertTrue(silence.isDue());
        assertTrue(silence.isDue(), "until the stores know");
        silence.told();
        pass(600);
        assertFalse(silence.isDue());
        assertTrue(silence.broken(), "the stores have to be told of the event");
        assertFalse(silence.broken(), "once");
    }

    @Test
    void aPausedOrThrottledOwnerDoesNotCount() {
        Silence silence = new Silence(TIMEOUT, () -> now, false);
        for (int i = 0; i < 10; i++) {
            pass(30);
            silence.restart();
            assertFalse(silence.isDue());
        }
        pass(60);
        assertTrue(silence.isDue());
    }

    @Test
    void whatAnEarlierOwnerToldIsTakenBackByTheFirstEvent() {
        Silence silence = new Silence(TIMEOUT, () -> now, true);
        pass(61);
        assertFalse(silence.isDue());
        assertTrue(silence.broken());
        pass(61);
        assertFalse(silence.isDue(), "the event was heard of just now");
    }
}
