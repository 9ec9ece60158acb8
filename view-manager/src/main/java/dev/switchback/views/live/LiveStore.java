package dev.switchback.views.live;

import dev.switchback.views.VersionId;
import java.util.Map;

/**
 * The controller's view of the live store. Thread-safe; every step may be repeated. Methods throw
 * {@link dev.switchback.views.StoreUnavailableException} while the store cannot be reached.
 */
public interface LiveStore {
    /** Per partition the offset of the next record to apply, the smallest over all shards; partitions without a mark are absent. */
    Map<Integer, Long> marks(VersionId version, int shards);

    /** Removes every key of the version. */
    void drop(VersionId version, int shards);
}
