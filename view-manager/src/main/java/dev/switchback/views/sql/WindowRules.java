package dev.switchback.views.sql;

import dev.switchback.views.plan.Window;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.apache.calcite.sql.SqlNode;
import org.jspecify.annotations.Nullable;

/** Makes windows of TUMBLE's and HOP's arguments, and refuses those that no view can keep; why, says ADR 080. */
final class WindowRules {
    /** How many windows one event may be in: each is a row of its own in both stores. */
    static final int MOST_WINDOWS = 200;

    /** Window starts stay within what the history store can hold. */
    private static final Duration LONGEST = Duration.ofDays(3_660);

    private final ViewProblems problems;
    private final Intervals intervals;

    WindowRules(ViewProblems problems) {
        this.problems = problems;
        this.intervals = new Intervals(problems);
    }

    /** Empty after a problem was added. */
    Optional<Window> tumbling(WindowCall call) {
        Optional<Duration> size = size(required(call, 0));
        if (size.isEmpty()) {
            return Optional.empty();
        }
        return offset(call.intervals().get(1), size.get(), "size").map(o -> new Window.Tumbling(size.get(), o));
    }

    /** Empty after a problem was added. */
    Optional<Window> hopping(WindowCall call) {
        Optional<Duration> slide = intervals.positive(required(call, 0), "slide");
        Optional<Duration> size = size(required(call, 1));
        if (slide.isEmpty() || size.isEmpty()) {
            return Optional.empty();
        }
        if (slide.get().compareTo(size.get()) > 0) {
            return refuse(
                    required(call, 0),
                    "the slide of HOP is longer than its size: events between two windows would be in none",
                    "HOP takes the slide first, then the size; for windows that touch write TUMBLE.");
        }
        long most = Math.ceilDiv(size.get().toMillis(), slide.get().toMillis());
        if (most > MOST_WINDOWS) {
            long least = Math.ceilDiv(size.get().toMillis(), MOST_WINDOWS);
            return refuse(
                    required(call, 0),
                    "every event would be in " + most + " windows, more than the " + MOST_WINDOWS + " that are allowed",
                    "Take a larger slide, at least " + Intervals.sql(Duration.ofMillis(least)) + ".");
        }
        return offset(call.intervals().get(2), slide.get(), "slide")
                .map(o -> new Window.Hopping(size.get(), slide.get(), o));
    }

    private Optional<Duration> size(SqlNode node) {
        Optional<Duration> size = intervals.positive(node, "size");
        if (size.isPresent() && size.get().compareTo(LONGEST) > 0) {
            return refuse(
                    node,
                    "a window is at most " + LONGEST.toDays() + " days long",
                    "Leave the window out to aggregate over all time.");
        }
        return size;
    }

    /** Within a period, counted forward from the start of one: −15 minutes of an hour are 45 minutes. */
    private Optional<Duration> offset(@Nullable SqlNode node, Duration period, String name) {
        if (node == null) {
            return Optional.of(Duration.ZERO);
        }
        Optional<Duration> offset = intervals.signed(node, "offset");
        if (offset.isEmpty()) {
            return offset;
        }
        Duration within = Duration.ofMillis(Math.floorMod(offset.get().toMillis(), period.toMillis()));
        if (offset.get().abs().compareTo(period) >= 0) {
            return refuse(
                    node,
                    "the offset must be shorter than the window's " + name + ": windows repeat after that",
                    within.isZero() ? "Leave it out." : "Write " + Intervals.sql(within) + ", which means the same.");
        }
        return Optional.of(within);
    }

    private static SqlNode required(WindowCall call, int interval) {
        return Objects.requireNonNull(call.intervals().get(interval));
    }

    private <T> Optional<T> refuse(SqlNode node, String message, String advice) {
        problems.unsupported(node.getParserPosition(), message, advice);
        return Optional.empty();
    }
}
