package dev.switchback.query.live;

import dev.switchback.views.plan.ViewPlan;
import dev.switchback.views.plan.Window;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The newest windows of a view that its live retention still shows.
 *
 * @param names as the keys have them, newest first
 * @param watermark of the live store when they were read, or before; empty while no event has an event time
 */
record VisibleWindows(List<String> names, Optional<Instant> watermark) {
    VisibleWindows {
        names = List.copyOf(names);
    }

    /** Whether a window of the view ends at or before the watermark. */
    boolean isComplete(ViewPlan.Aggregate view, long start) {
        return switch (view.window().orElse(null)) {
            case Window.Aligned window ->
                watermark.isPresent()
                        && start + window.size().toMillis() <= watermark.get().toEpochMilli();
            case Window.Session _ -> throw new IllegalArgumentException("sessions are not in the live store");
            case null -> false;
        };
    }
}
