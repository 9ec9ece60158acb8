package dev.switchback.query.live;

import dev.switchback.query.problem.ProblemCode;
import dev.switchback.query.problem.ProblemException;
import dev.switchback.views.plan.ViewPlan;
import dev.switchback.views.plan.Window;
import java.time.Duration;
import java.util.Optional;

/**
 * Which windows of a view a live query reads, beginning with the newest.
 *
 * @param most how many at most
 * @param completeOnly only those that end at or before the watermark
 * @param apart from one window's start to the next one's; empty: each that there is
 */
record WindowChoice(int most, boolean completeOnly, Optional<Duration> apart) {

    /** Each window for itself. */
    static WindowChoice each(int most, boolean completeOnly) {
        return new WindowChoice(most, completeOnly, Optional.empty());
    }

    /**
     * Windows that no event shares, to be taken together: where windows overlap, the newest and those that touch it and each other.
     *
     * @throws ProblemException {@link ProblemCode#OVERLAPPING_WINDOWS} where windows overlap and no two of them touch
     */
    static WindowChoice together(ViewPlan.Aggregate view, int most, boolean completeOnly) {
        return switch (view.window().orElse(null)) {
            case Window.Aligned window
            when window.overlaps() && most > 1 -> {
                if (window.size().toMillis() % window.slide().toMillis() != 0) {
                    throw ProblemException.parameter(
                            ProblemCode.OVERLAPPING_WINDOWS,
                            "windows",
                            "the windows of " + view.name() + " overlap and no two of them touch, since their size of "
                                    + window.size() + " is no multiple of their slide of " + window.slide()
                                    + ": several together would count events twice; ask for windows=1");
                }
                yield new WindowChoice(most, completeOnly, Optional.of(window.size()));
            }
            case Window.Aligned _, Window.Session _ -> each(most, completeOnly);
            case null -> each(most, completeOnly);
        };
    }
}
