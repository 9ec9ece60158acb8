package dev.switchback.views.pointer;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * The active pointer of one pipeline.
 *
 * @param version the active version; empty before the first switch
 * @param epoch 0 before the first switch, +1 at every switch and rollback
 * @param preparation the switch being prepared, if one is and its deadline has not passed
 */
public record Pointer(String pipeline, OptionalInt version, long epoch, Optional<Preparation> preparation) {

    /**
     * A switch being prepared: query servers hold new queries.
     *
     * @param id unique over all preparations of the pipeline; grows
     * @param version to switch to
     * @param millisLeft until its deadline, by the database's clock when the row was read
     */
    public record Preparation(long id, int version, long millisLeft) {}
}
