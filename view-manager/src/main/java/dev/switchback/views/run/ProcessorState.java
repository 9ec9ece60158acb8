package dev.switchback.views.run;

/** What an instance of a version's processor is doing. Persisted by {@link #id()}; an unknown id reads as {@link #UNKNOWN}. */
public enum ProcessorState {
    UNKNOWN(0),
    STARTING(1),
    RUNNING(2),
    /** A store does not answer; the processor holds its input back and tries again. */
    WAITING_FOR_STORE(3),
    PAUSED(4),
    /** Stopped by an error that trying again does not mend; the report says which. */
    FAILED(5),
    STOPPED(6);

    private final int id;

    ProcessorState(int id) {
        this.id = id;
    }

    public int id() {
        return id;
    }

    public static ProcessorState of(int id) {
        for (ProcessorState state : values()) {
            if (state.id == id) {
                return state;
            }
        }
        return UNKNOWN;
    }
}
