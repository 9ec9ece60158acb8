package dev.switchback.query.historical;

import dev.switchback.views.plan.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which rows of an answer are complete: those whose last window ends at or before the watermark. Over the whole range, that is where the
 * range ends there; a range without end is never complete.
 */
final class CompleteRows {
    private final AggregateQuery query;
    private final Optional<Instant> watermark;

    CompleteRows(AggregateQuery query, Optional<Instant> watermark) {
        this.query = query;
        this.watermark = watermark;
    }

    /** @param row begins with its {@code window_start}, unless it is over the whole range */
    boolean holds(@Nullable Object[] row) {
        return switch (query.step()) {
            case TimeStep.PerWindow(), TimeStep.Every _ ->
                row[0] instanceof Long start
                        && watermark.isPresent()
                        && start + length().toMillis() <= watermark.get().toEpochMilli();
            case TimeStep.Whole() -> wholeHolds();
        };
    }

    /** Whether any row can be complete. */
    boolean any() {
        return watermark.isPresent() && (!(query.step() instanceof TimeStep.Whole) || wholeHolds());
    }

    /** Complete rows are those of the windows that start before it; empty where all are, or none ({@link #any}). */
    Optional<Instant> startsBefore() {
        return switch (query.step()) {
            case TimeStep.PerWindow() ->
                watermark.map(instant -> instant.minus(length()).plusMillis(1));
            case TimeStep.Every(Duration length) ->
                watermark.map(instant -> {
                    long beyond = Math.floorMod(
                            instant.toEpochMilli() - window().offset().toMillis(), length.toMillis());
                    return instant.minusMillis(beyond);
                });
            case TimeStep.Whole() -> Optional.empty();
        };
    }

    private boolean wholeHolds() {
        Optional<Instant> to = query.range().to();
        return to.isPresent() && watermark.isPresent() && !to.get().isAfter(watermark.get());
    }

    /** Of a row. */
    private Duration length() {
        return switch (query.step()) {
            case TimeStep.PerWindow() -> window().size();
            case TimeStep.Every(Duration length) -> length;
            case TimeStep.Whole() -> throw new IllegalStateException("a row over the whole range has no length");
        };
    }

    private Window.Aligned window() {
        return switch (query.view().window().orElse(null)) {
            case Window.Aligned aligned -> aligned;
            case Window.Session _ -> throw new IllegalStateException("a session has no fixed length");
            case null -> throw new IllegalStateException(query.view().name() + " has no windows");
        };
    }
}
