package dev.switchback.control.replay;

import dev.switchback.views.VersionId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * The durable replays. Thread-safe. Methods throw {@link dev.switchback.views.StoreUnavailableException} while the store cannot be reached.
 */
public interface ReplayStore {
    /** Stores a new replay and its journal entry, unless the version has an open one or the idempotency key was used. */
    CreateOutcome create(Replay replay, String actor, Map<String, ?> detail);

    /**
     * Writes a transition and its journal entry in one transaction, if the replay still is at {@code before.revision()}.
     *
     * @return whether it was
     */
    boolean write(Transition transition);

    /** Stores progress and deadline of a replay that still is in that state; not journalled. */
    void measure(Replay replay);

    Optional<Replay> find(UUID id);

    /** The replay of a pipeline that was requested with this idempotency key. */
    Optional<Replay> byKey(String pipeline, String idempotencyKey);

    /** Replays that are not over, oldest first. */
    List<Replay> open();

    /** Replays of a pipeline, newest first. */
    List<Replay> of(String pipeline, int limit);

    /** The newest replay of each version of a pipeline that had any. */
    List<Replay> newest(String pipeline);

    /** The newest replay of a version. */
    Optional<Replay> newest(VersionId version);

    sealed interface CreateOutcome {
        record Created(Replay replay) implements CreateOutcome {}

        /** The idempotency key belongs to this replay already. */
        record KeyUsed(Replay replay) implements CreateOutcome {}

        /** This replay of the same version is open. */
        record Running(Replay replay) implements CreateOutcome {}
    }
}
