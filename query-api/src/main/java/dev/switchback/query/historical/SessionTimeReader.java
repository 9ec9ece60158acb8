package dev.switchback.query.historical;

import dev.switchback.query.request.QueryParameters;
import dev.switchback.query.request.Quoted;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;

/** Reads {@code step} of a view of sessions, which begin anywhere: a session counts whole in the step in which it begins. */
final class SessionTimeReader {
    private static final String ALL = "all";

    private SessionTimeReader() {}

    static TimeStep step(QueryParameters parameters) {
        Optional<String> text = parameters.one("step");
        if (text.isEmpty()) {
            return new TimeStep.PerWindow();
        }
        if (text.get().toLowerCase(Locale.ROOT).equals(ALL)) {
            return new TimeStep.Whole();
        }
        try {
            Duration step = Duration.parse(text.get());
            if (step.isPositive() && step.toMillis() > 0 && step.toNanosPart() % 1_000_000 == 0) {
                return new TimeStep.Every(step);
            }
        } catch (DateTimeParseException | ArithmeticException e) {
            // Told below.
        }
        throw QueryParameters.invalid(
                "step",
                Quoted.of(text.get()) + " is neither an ISO-8601 duration of whole milliseconds nor the word all;"
                        + " leave it out for a row per session");
    }
}
