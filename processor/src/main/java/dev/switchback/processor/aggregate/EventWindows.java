package dev.switchback.processor.aggregate;

import dev.switchback.views.plan.Window;
import java.util.Optional;

/** The windows of one view that hold the newest event; reused from event to event, without objects of its own. Not thread-safe. */
final class EventWindows {
    /** Milliseconds; a slide of 0 stands for no window. */
    private final long size;

    private final long slide;
    private final long offset;
    private final long[] starts;
    private int count = 1;

    EventWindows(Optional<Window> window) {
        switch (window.orElse(null)) {
            case Window.Aligned aligned -> {
                this.size = aligned.size().toMillis();
                this.slide = aligned.slide().toMillis();
                this.offset = aligned.offset().toMillis();
                this.starts = new long[aligned.most()];
            }
            // Where a session begins and ends, its events say together: an event stands for its own time.
            case Window.Session _ -> {
                this.size = 1;
                this.slide = 1;
                this.offset = 0;
                this.starts = new long[1];
            }
            case null -> {
                this.size = 0;
                this.slide = 0;
                this.offset = 0;
                this.starts = new long[] {ViewDelta.NO_WINDOW};
            }
        }
    }

    /** @param eventTime epoch milliseconds */
    void read(long eventTime) {
        if (slide == 0) {
            return;
        }
        long start = eventTime - Math.floorMod(eventTime - offset, slide);
        if (slide == size) {
            starts[0] = start;
            return;
        }
        int found = 0;
        for (; start > eventTime - size; start -= slide) {
            starts[found++] = start;
        }
        count = found;
    }

    /** The most that one event has. */
    int most() {
        return starts.length;
    }

    /** At least 1; without window, {@link ViewDelta#NO_WINDOW} is the one. */
    int count() {
        return count;
    }

    /** Start of a window, newest first, epoch milliseconds. */
    long start(int i) {
        return starts[i];
    }
}
