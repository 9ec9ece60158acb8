package dev.switchback.control.operation;

/** What is ordered. Persisted by {@link #id()}; an unknown id reads as {@link #UNKNOWN}, which no step acts on. */
public enum OperationKind {
    UNKNOWN(0),
    /** The active pointer goes back to a standby version. */
    ROLLBACK(1),
    /** All that a version built is removed, once no reader can be left. */
    RETIRE(2);

    private final int id;

    OperationKind(int id) {
        this.id = id;
    }

    public int id() {
        return id;
    }

    public static OperationKind of(int id) {
        for (OperationKind kind : values()) {
            if (kind.id == id) {
                return kind;
            }
        }
        return UNKNOWN;
    }
}
