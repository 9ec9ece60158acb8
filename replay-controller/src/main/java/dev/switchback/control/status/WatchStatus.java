package dev.switchback.control.status;

import dev.switchback.control.standby.Activation;
import dev.switchback.control.standby.WatchLimits;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What the API says of the watch over the newest switch.
 *
 * @param wayBack the version that the pointer goes back to
 * @param state {@link dev.switchback.control.standby.WatchState}
 * @param seen what was last measured, in words
 */
public record WatchStatus(
        int version, long epoch, OptionalInt wayBack, String state, Instant until, WatchLimits limits, String seen) {

    static Optional<WatchStatus> of(Activation activation) {
        return activation
                .policy()
                .watch()
                .map(limits -> new WatchStatus(
                        activation.version().number(),
                        activation.epoch(),
                        activation.wayBack().stream()
                                .mapToInt(version -> version.number())
                                .findFirst(),
                        activation.watch().word(),
                        activation.began().plus(limits.period()),
                        limits,
                        activation.seen()));
    }
}
