package dev.switchback.views;

import java.util.Locale;

/** Where a version stands. Persisted by {@link #id()}; an id unknown to this build reads as {@link #UNKNOWN}, which is inert. */
public enum Slot {
    UNKNOWN(0),
    /** Registered; nothing was built. */
    REGISTERED(1),
    /** Being built by a replay, or built and ready. */
    SHADOW(2),
    /** Answers queries. */
    ACTIVE(3),
    /** Was active; kept fresh for a rollback. */
    STANDBY(4),
    /** Gone; its number stays taken. */
    RETIRED(5);

    private final int id;

    Slot(int id) {
        this.id = id;
    }

    public int id() {
        return id;
    }

    public static Slot of(int id) {
        for (Slot slot : values()) {
            if (slot.id == id) {
                return slot;
            }
        }
        return UNKNOWN;
    }

    /** The word used in the API, in lower case. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
