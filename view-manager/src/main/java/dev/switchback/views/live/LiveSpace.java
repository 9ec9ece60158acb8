package dev.switchback.views.live;

import dev.switchback.views.Space;
import dev.switchback.views.VersionId;

/**
 * Room in the live store. Thread-safe. Throws {@link dev.switchback.views.StoreUnavailableException} while the store cannot be reached.
 */
public interface LiveSpace {
    /** What the version's keys take in memory, estimated from a sample of them, and what is left below the store's limit. */
    Space of(VersionId version);
}
