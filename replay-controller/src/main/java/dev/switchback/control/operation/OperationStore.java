package dev.switchback.control.operation;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * The durable operations. Thread-safe. Methods throw {@link dev.switchback.views.StoreUnavailableException} while the store cannot be reached.
 */
public interface OperationStore {
    /**
     * Stores a new operation and its journal entry, unless the pipeline has an open one of its kind.
     *
     * @return the open one, if there is; then nothing was stored
     */
    Optional<Operation> create(Operation operation, String actor, Map<String, ?> detail);

    /**
     * Writes the next state and its journal entry in one transaction, if the operation still is in {@code before}'s state.
     *
     * @return whether it was
     */
    boolean write(Operation before, Operation after, Map<String, ?> detail);

    Optional<Operation> find(UUID id);

    /** Operations that are not over, oldest first. */
    List<Operation> open();
}
