package dev.switchback.standalone.terminal;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** How long a replay was estimated to take, and took, as a person reads it. */
public final class ForecastText {
    private ForecastText() {}

    /** A sentence for the {@code forecast} of the admin API; empty where there is nothing to say. */
    public static Optional<String> of(JsonNode forecast) {
        Optional<String> estimated = seconds(forecast, "estimated")
                .map(time -> time + " estimated from " + forecast.path("basis").asInt() + " earlier "
                        + (forecast.path("basis").asInt() == 1 ? "replay" : "replays"));
        Optional<String> took = seconds(forecast, "took").map(time -> "it took " + time);
        if (took.isEmpty()) {
            return estimated;
        }
        String error = forecast.has("error_percent")
                ? String.format(
                        Locale.ROOT,
                        ", an error of %+.0f %%",
                        forecast.path("error_percent").asDouble())
                : forecast.path("slowed").asBoolean() ? ", paused or throttled" : "";
        return Optional.of(took.get() + estimated.map(text -> "; " + text).orElse("") + error);
    }

    private static Optional<String> seconds(JsonNode forecast, String field) {
        return forecast.has(field)
                ? Optional.of(String.format(
                        Locale.ROOT,
                        "%,.1f s",
                        Duration.parse(forecast.path(field).asString()).toMillis() / 1e3))
                : Optional.empty();
    }
}
