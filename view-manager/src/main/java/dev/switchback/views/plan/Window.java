package dev.switchback.views.plan;

import java.time.Duration;

/** How an aggregated view cuts event time. Windows are half open: {@code [start, end)}. */
public sealed interface Window {

    /**
     * Windows whose bounds do not depend on the events: they start at {@link #offset} + n × {@link #slide} after
     * 1970-01-01T00:00:00Z, for every whole number n, below zero too, and are {@link #size} long.
     */
    sealed interface Aligned extends Window {
        /** Length of a window, in whole milliseconds. */
        Duration size();

        /** From one start to the next, in whole milliseconds; not longer than the size, so that every event is in a window. */
        Duration slide();

        /** At least zero and less than the slide, in whole milliseconds. */
        Duration offset();

        /** The most windows that hold one event. */
        default int most() {
            return (int) Math.ceilDiv(size().toMillis(), slide().toMillis());
        }

        /** Whether an event may be in more than one window. */
        default boolean overlaps() {
            return slide().compareTo(size()) < 0;
        }
    }

    /** TUMBLE: windows that touch. */
    record Tumbling(Duration size, Duration offset) implements Aligned {
        public Tumbling {
            check(size, size, offset);
        }

        /** Aligned to the epoch in UTC. */
        public Tumbling(Duration size) {
            this(size, Duration.ZERO);
        }

        @Override
        public Duration slide() {
            return size;
        }
    }

    /** HOP: windows that overlap, unless the slide is the size. */
    record Hopping(Duration size, Duration slide, Duration offset) implements Aligned {
        public Hopping {
            check(size, slide, offset);
        }
    }

    /**
     * SESSION: an event and the next one of its key are in one session if their times differ by at most the gap. A session begins at its
     * first event and ends one gap after its last.
     */
    record Session(Duration gap) implements Window {
        public Session {
            if (gap.toMillis() < 1) {
                throw new IllegalArgumentException("no session has a gap of " + gap);
            }
        }
    }

    private static void check(Duration size, Duration slide, Duration offset) {
        if (!slide.isPositive() || slide.compareTo(size) > 0 || offset.isNegative() || offset.compareTo(slide) >= 0) {
            throw new IllegalArgumentException("no window of size " + size + ", slide " + slide + ", offset " + offset);
        }
    }
}
