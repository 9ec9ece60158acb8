package dev.switchback.views.history;

import dev.switchback.views.Space;
import dev.switchback.views.VersionId;

/**
 * Room in the history store. Thread-safe. Throws {@link dev.switchback.views.StoreUnavailableException} while the store cannot be reached.
 */
public interface HistorySpace {
    /** What the version's tables take on disk, and what the disk they are on has left. */
    Space of(VersionId version);
}
