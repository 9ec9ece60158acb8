package dev.switchback.control.replay;

import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * What a replay has found out; kept with it for good.
 *
 * @param forecast empty before the preflight
 * @param verdict of a check
 */
public record Findings(Optional<Forecast> forecast, Optional<Verdict> verdict) {
    public static final Findings NONE = new Findings(Optional.empty(), Optional.empty());

    public Findings withVerdict(Verdict found) {
        return new Findings(forecast, Optional.of(found));
    }

    Findings withForecast(Forecast made) {
        return new Findings(Optional.of(made), verdict);
    }

    Findings withForecast(UnaryOperator<Forecast> change) {
        return new Findings(forecast.map(change), verdict);
    }
}
