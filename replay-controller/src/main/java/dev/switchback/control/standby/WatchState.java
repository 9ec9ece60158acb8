package dev.switchback.control.standby;

import java.util.Locale;

/** Where the watch over a switch stands. Persisted by {@link #id()}; an unknown id reads as {@link #UNKNOWN}, which nothing acts on. */
public enum WatchState {
    UNKNOWN(0),
    /** Nobody asked for one, or there is no way back. */
    NONE(1),
    WATCHING(2),
    /** The period ended, every limit was measured, and none was crossed. */
    PASSED(3),
    /** A limit was crossed: the pointer goes back as soon as that can be. */
    ROLLING_BACK(4),
    /** The standby ended before a limit was measured. */
    UNMEASURED(5),
    /** A limit was crossed, and the version to go back to had been retired. */
    NO_WAY_BACK(6);

    private final int id;

    WatchState(int id) {
        this.id = id;
    }

    public int id() {
        return id;
    }

    /** Whether the way back has to stay. */
    public boolean isOpen() {
        return this == WATCHING || this == ROLLING_BACK;
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static WatchState of(int id) {
        for (WatchState state : values()) {
            if (state.id == id) {
                return state;
            }
        }
        return UNKNOWN;
    }
}
