package dev.switchback.control.replay;

import java.util.Locale;

/** Who orders the switch of a replay that is ready. Persisted and spoken by {@link #word()}; a word unknown to this build reads as {@link #UNKNOWN}. */
public enum SwitchMode {
    /** A newer controller knows when; nothing is switched by itself here, and what is stored stays. */
    UNKNOWN,
    /** The controller, as soon as the replay is ready. */
    AUTO,
    /** A user. */
    MANUAL;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static SwitchMode of(String word) {
        for (SwitchMode mode : values()) {
            if (mode.word().equals(word)) {
                return mode;
            }
        }
        return UNKNOWN;
    }
}
