package dev.switchback.views.mirror;

import dev.switchback.views.VersionId;
import java.util.List;

/**
 * Where query servers find which versions to ask beside the active one, and leave what they saw. Thread-safe. Methods throw
 * {@link dev.switchback.views.StoreUnavailableException} while the store cannot be reached.
 */
public interface MirrorBoard {
    /** The mirrors of all pipelines; only of versions that are shadows now. */
    List<Mirror> mirrors();

    /** Adds what one server saw since its last report; a version that was never mirrored has nothing to add to. */
    void report(VersionId version, MirrorCounts seen);
}
