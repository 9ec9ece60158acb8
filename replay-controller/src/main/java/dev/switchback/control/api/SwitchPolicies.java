package dev.switchback.control.api;

import dev.switchback.control.command.ControlException;
import dev.switchback.control.command.ErrorCode;
import dev.switchback.control.standby.SwitchPolicy;
import dev.switchback.control.standby.WatchLimits;
import java.time.Duration;
import java.util.Optional;

/** Reads {@code "standby"} and {@code "watch": {"period", "max_error_rate", "max_latency", "max_lag"}}. */
final class SwitchPolicies {
    private SwitchPolicies() {}

    /** Empty where the body has neither. */
    static Optional<SwitchPolicy> optional(JsonBody body) {
        Optional<Duration> standby = body.optionalDuration("standby");
        Optional<WatchLimits> watch = body.optionalObject("watch").map(SwitchPolicies::limits);
        return standby.isEmpty() && watch.isEmpty()
                ? Optional.empty()
                : Optional.of(new SwitchPolicy(standby.orElse(SwitchPolicy.DEFAULT.standby()), watch));
    }

    private static WatchLimits limits(JsonBody body) {
        Optional<Duration> period = body.optionalDuration("period");
        Optional<Double> errorRate = body.optionalShare("max_error_rate");
        Optional<Duration> latency = body.optionalDuration("max_latency");
        Optional<Duration> lag = body.optionalDuration("max_lag");
        body.refuseOthers();
        try {
            return new WatchLimits(period.orElse(WatchLimits.DEFAULT_PERIOD), errorRate, latency, lag);
        } catch (IllegalArgumentException e) {
            throw new ControlException(
                    ErrorCode.INVALID_REQUEST,
                    "The field watch is refused: " + e.getMessage()
                            + ". It has a period (default PT10M) and one of max_error_rate, max_latency and max_lag at least.");
        }
    }
}
