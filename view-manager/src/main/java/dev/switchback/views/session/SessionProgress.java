package dev.switchback.views.session;

import dev.switchback.views.VersionId;
import java.util.Map;

/**
 * How far the tables of sessions are, which follow the ledger a moment later. Thread-safe. Methods throw
 * {@link dev.switchback.views.StoreUnavailableException} while the store cannot be reached; every one may be repeated.
 */
public interface SessionProgress extends CutLeases {
    /** Notes how many partitions the version's topic of sessions has; the first note stays. */
    void begin(VersionId version, int partitions);

    /**
     * Notes, in one step, what one partition of the topic of sessions has brought to the tables, by partition of the source, and what it keeps
     * for cuts. Marks never go back; nothing is noted for a version that has not begun.
     */
    void record(VersionId version, int partition, Map<Integer, SessionMark> marks, CutMark cut);

    /** By partition of the source, the smallest mark over the topic's partitions; absent where any of them has none. */
    Map<Integer, SessionMark> read(VersionId version);

    /** Removes all that is known of a version. */
    void drop(VersionId version);
}
