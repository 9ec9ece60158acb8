package dev.switchback.control.standby;

import dev.switchback.views.VersionId;
import java.time.Instant;
import java.util.Optional;

/**
 * The newest epoch of a pipeline as the controller follows it.
 *
 * @param version active in it
 * @param wayBack the version that was active before, if it is kept
 * @param seen what was last measured, in words; empty before that
 */
public record Activation(
        VersionId version,
        long epoch,
        Optional<VersionId> wayBack,
        Instant began,
        SwitchPolicy policy,
        WatchState watch,
        String seen) {

    public Activation with(WatchState next, String nowSeen) {
        return new Activation(version, epoch, wayBack, began, policy, next, nowSeen);
    }

    /** When the watch ends, if there is one. */
    public Optional<Instant> watchEnd() {
        return policy.watch().map(limits -> began.plus(limits.period()));
    }
}
