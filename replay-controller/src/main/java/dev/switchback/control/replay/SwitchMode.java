package dev.switchback.control.replay;

import java.util.Locale;

/** Who orders the switch of a replay that is ready. Persisted and spoken by {@link #word()}. */
public enum SwitchMode {
    /** The controller, as soon as the replay is ready. */
    AUTO,
    /** A user. */
    MANUAL;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
