package dev.switchback.control.operation;

/** Where an operation stands. Persisted by {@link #id()}; an unknown id reads as {@link #UNKNOWN}, which no step acts on. */
public enum OperationState {
    UNKNOWN(0),
    /** Decided; being done. */
    RUNNING(1),
    /** Waits until no query server reads the version any more ({@link OperationKind#RETIRE} only). */
    DRAINING(2),
    DONE(3),
    FAILED(4);

    private final int id;

    OperationState(int id) {
        this.id = id;
    }

    public int id() {
        return id;
    }

    public static OperationState of(int id) {
        for (OperationState state : values()) {
            if (state.id == id) {
                return state;
            }
        }
        return UNKNOWN;
    }

    public boolean isOver() {
        return this == DONE || this == FAILED;
    }
}
