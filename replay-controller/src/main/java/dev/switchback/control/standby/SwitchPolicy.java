package dev.switchback.control.standby;

import java.time.Duration;
import java.util.Optional;

/**
 * What is done after a switch to a version.
 *
 * @param standby how long the version that answered before is kept fresh
 * @param watch empty: the pointer does not go back by itself
 */
public record SwitchPolicy(Duration standby, Optional<WatchLimits> watch) {
    public static final SwitchPolicy DEFAULT = new SwitchPolicy(Duration.ofHours(24), Optional.empty());
}
