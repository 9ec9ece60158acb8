package dev.switchback.control.replay;

import java.util.Locale;

/** Where a replay stands. Persisted by {@link #id()}; an id unknown to this build reads as {@link #UNKNOWN}, which no step acts on. */
public enum ReplayState {
    UNKNOWN(0),
    REQUESTED(1),
    PREFLIGHT(2),
    PROVISIONING(3),
    REPLAYING(4),
    CATCHING_UP(5),
    VERIFYING(6),
    /** Built, verified and kept fresh; waits for the order to switch. */
    READY(7),
    SWITCHING(8),
    DONE(9),
    /** Takes no events until it is resumed. */
    PAUSED(10),
    /** What was built is being removed. */
    ABORTING(11),
    ABORTED(12),
    /** Cannot go on; what was built stays until the replay is aborted or the version is replayed again. */
    FAILED(13),
    /** A check is over, however it ended; what it built is being removed. */
    CLEARING(14),
    /** A check found no difference, and nothing of it is left. */
    CHECKED(15);

    private final int id;

    ReplayState(int id) {
        this.id = id;
    }

    public int id() {
        return id;
    }

    public static ReplayState of(int id) {
        for (ReplayState state : values()) {
            if (state.id == id) {
                return state;
            }
        }
        return UNKNOWN;
    }

    /** Whether nothing more happens by itself. */
    public boolean isOver() {
        return this == DONE || this == ABORTED || this == FAILED || this == CHECKED;
    }

    /** Whether the version's processor belongs to be running. */
    public boolean needsProcessor() {
        return switch (this) {
            case REPLAYING, CATCHING_UP, VERIFYING, READY, SWITCHING, DONE, PAUSED -> true;
            case UNKNOWN, REQUESTED, PREFLIGHT, PROVISIONING, ABORTING, ABORTED, FAILED, CLEARING, CHECKED -> false;
        };
    }

    /** The word used in the API, in lower case. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
