package dev.switchback.query.historical;

import dev.switchback.query.historical.AggregateQuery.TimeRange;
import dev.switchback.query.problem.ProblemCode;
import dev.switchback.query.problem.ProblemException;
import dev.switchback.query.request.InstantText;
import dev.switchback.query.request.QueryParameters;
import dev.switchback.query.request.Quoted;
import dev.switchback.views.plan.Window;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Reads {@code step}, {@code from} and {@code to} of a view with windows. Windows that overlap share events, so a row over several of
 * them takes only those that touch: every size-th from the offset on; where there are none, it is refused (ADR 081).
 */
final class TimeReader {
    private static final String ALL = "all";

    private final String view;
    private final Window.Aligned window;
    private final QueryParameters parameters;

    TimeReader(String view, Window.Aligned window, QueryParameters parameters) {
        this.view = view;
        this.window = window;
        this.parameters = parameters;
    }

    TimeStep step() {
        Optional<String> text = parameters.one("step");
        if (text.isEmpty()) {
            return new TimeStep.PerWindow();
        }
        if (window.overlaps() && window.size().toMillis() % window.slide().toMillis() != 0) {
            throw ProblemException.parameter(
                    ProblemCode.OVERLAPPING_WINDOWS,
                    "step",
                    "the windows of " + view + " overlap and no two of them touch, since their size of " + window.size()
                            + " is no multiple of their slide of " + window.slide()
                            + ": rows over several would count events twice; leave step out for a row per window");
        }
        if (text.get().toLowerCase(Locale.ROOT).equals(ALL)) {
            return new TimeStep.Whole();
        }
        Duration step = duration(text.get());
        if (!window.overlaps() && step.equals(window.size())) {
            return new TimeStep.PerWindow();
        }
        return new TimeStep.Every(step);
    }

    private Duration duration(String text) {
        try {
            Duration step = Duration.parse(text);
            if (step.isPositive()
                    && step.toMillis() % window.size().toMillis() == 0
                    && step.toNanosPart() % 1_000_000 == 0) {
                return step;
            }
            if (step.isPositive() && window.overlaps()) {
                throw ProblemException.parameter(
                        ProblemCode.OVERLAPPING_WINDOWS,
                        "step",
                        "the windows of " + view + " overlap: a step of " + Quoted.of(text)
                                + " would count events twice; steps are multiples of the windows' size of "
                                + window.size() + ", or the word all; leave step out for a row per window");
            }
        } catch (DateTimeParseException | ArithmeticException e) {
            // Told below, as for a duration that is no multiple.
        }
        throw QueryParameters.invalid(
                "step",
                Quoted.of(text) + " is neither an ISO-8601 duration that is a multiple of the view's window of "
                        + window.size() + " nor the word all");
    }

    /** A row belongs to the range by its {@code window_start}; the ends lie where rows of the step begin. */
    TimeRange range(TimeStep step) {
        TimeRange range = HistoricalParameters.range(parameters);
        Duration grid = switch (step) {
            case TimeStep.PerWindow() -> window.slide();
            case TimeStep.Every _, TimeStep.Whole() -> window.size();
        };
        range.from().ifPresent(from -> requireAligned("from", from, grid));
        range.to().ifPresent(to -> requireAligned("to", to, grid));
        return range;
    }

    private void requireAligned(String name, Instant instant, Duration grid) {
        long period = grid.toMillis();
        long millis = instant.toEpochMilli();
        long beyond = Math.floorMod(millis - window.offset().toMillis(), period);
        if (beyond != 0) {
            throw new ProblemException(
                    ProblemCode.INVALID_PARAMETER,
                    name + " does not lie between two windows of " + view + ", which are " + window.size()
                            + " long and, for this step, begin every " + grid + " from "
                            + InstantText.format(window.offset().toMillis()) + " on",
                    name,
                    List.of(InstantText.format(millis - beyond), InstantText.format(millis - beyond + period)));
        }
    }
}
