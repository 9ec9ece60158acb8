package dev.switchback.views.pointer;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * The controller's side of the active pointer. Thread-safe; safe with several controllers, since every step is a compare-and-set on the
 * pipeline's row. Methods throw {@link dev.switchback.views.StoreUnavailableException} while the store cannot be reached.
 */
public interface PointerControl {
    /** The leases that run, and when each ends by the store's clock. */
    Map<UUID, Instant> leases();

    /** Notifies the servers, so that each renews its lease at once; nothing is held. */
    void rouse(String pipeline);

    /** The row as it stands; a pipeline never switched has epoch 0. */
    Pointer read(String pipeline);

    /**
     * Asks every query server to hold new queries of the pipeline for at most {@code hold}. Notifies the servers.
     *
     * @param expectedEpoch the epoch the switch was planned on
     */
    PrepareOutcome prepare(String pipeline, int version, long expectedEpoch, Duration hold);

    /** Servers whose lease still runs and which have not acknowledged the preparation. */
    Set<UUID> awaited(String pipeline, long preparation);

    /**
     * Moves the pointer, and the slots of both versions with it, if the preparation is still the row's, its deadline has not passed and
     * no server is awaited; all of it is checked after the row is locked. Notifies the servers.
     */
    FlipOutcome flip(String pipeline, long preparation);

    /** Ends a preparation without a switch; nothing happens if it is not the row's any more. Notifies the servers. */
    void abandon(String pipeline, long preparation);

    sealed interface PrepareOutcome {
        record Prepared(Pointer.Preparation preparation) implements PrepareOutcome {}

        /** The epoch was another, or another preparation runs. */
        record Conflict(Pointer current) implements PrepareOutcome {}
    }

    sealed interface FlipOutcome {
        record Flipped(Pointer pointer) implements FlipOutcome {}

        /** Some servers have neither acknowledged nor lost their lease; try again until the deadline. */
        record Awaiting(Set<UUID> servers) implements FlipOutcome {}

        /** The deadline passed, or the preparation is not the row's any more. The old version goes on. */
        record Expired(Pointer current) implements FlipOutcome {}
    }
}
