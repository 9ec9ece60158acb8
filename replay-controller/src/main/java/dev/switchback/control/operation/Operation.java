package dev.switchback.control.operation;

import dev.switchback.views.VersionId;
import java.time.Instant;
import java.util.UUID;

/**
 * A rollback or a retirement, as it is stored.
 *
 * @param version the version rolled back to, or retired
 * @param plannedEpoch the epoch of the active pointer when it was ordered
 * @param deadline of a rollback: when it has to be made; a retirement has none, and waits for its readers as long as they live
 * @param message why it failed; empty otherwise
 */
public record Operation(
        UUID id,
        VersionId version,
        OperationKind kind,
        OperationState state,
        long plannedEpoch,
        Instant deadline,
        String message) {

    /** @throws IllegalStateException naming both states, where the edge does not exist */
    public Operation toDraining() {
        requireEdge(kind == OperationKind.RETIRE && state == OperationState.RUNNING, OperationState.DRAINING);
        return new Operation(id, version, kind, OperationState.DRAINING, plannedEpoch, deadline, "");
    }

    /** @throws IllegalStateException naming both states, where the edge does not exist */
    public Operation toDone() {
        OperationState last = kind == OperationKind.RETIRE ? OperationState.DRAINING : OperationState.RUNNING;
        requireEdge(state == last, OperationState.DONE);
        return new Operation(id, version, kind, OperationState.DONE, plannedEpoch, deadline, "");
    }

    /** @throws IllegalStateException naming both states, where the edge does not exist */
    public Operation toFailed(String why) {
        requireEdge(state == OperationState.RUNNING, OperationState.FAILED);
        return new Operation(id, version, kind, OperationState.FAILED, plannedEpoch, deadline, why);
    }

    private void requireEdge(boolean exists, OperationState to) {
        if (!exists) {
            throw new IllegalStateException("a " + kind + " that is " + state + " cannot become " + to);
        }
    }
}
