package dev.switchback.control.api;

import dev.switchback.control.command.ControlException;
import dev.switchback.control.command.ErrorCode;
import dev.switchback.control.replay.Throttle;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads {@code {"events_per_second"}}, {@code {"protect": {"freshness", "floor", "ceiling"}}} or {@code {}}, which sets no limit. */
final class Throttles {
    private Throttles() {}

    static Throttle read(JsonBody body) {
        OptionalLong rate = body.optionalInteger("events_per_second", 0);
        Optional<Throttle.Protection> protection =
                body.optionalObject("protect").map(Throttles::protection);
        body.refuseOthers();
        if (rate.isPresent() && protection.isPresent()) {
            throw new ControlException(
                    ErrorCode.INVALID_REQUEST,
                    "A throttle has events_per_second or protect, not both; protect.ceiling limits the rate.");
        }
        return new Throttle(rate, protection);
    }

    private static Throttle.Protection protection(JsonBody body) {
        Duration freshness = body.optionalDuration("freshness")
                .filter(duration -> !duration.isZero())
                .orElseThrow(() -> new ControlException(
                        ErrorCode.INVALID_REQUEST,
                        "The field protect.freshness has to be a duration above zero, such as PT2S."));
        long floor = body.optionalInteger("floor", 1).orElse(Throttle.Protection.DEFAULT_FLOOR);
        long ceiling = body.optionalInteger("ceiling", 1).orElse(Math.max(floor, Throttle.Protection.DEFAULT_CEILING));
        body.refuseOthers();
        if (ceiling < floor) {
            throw new ControlException(
                    ErrorCode.INVALID_REQUEST,
                    "The field protect.ceiling is " + ceiling + ", below the floor of " + floor + ".");
        }
        return new Throttle.Protection(freshness, floor, ceiling);
    }
}
