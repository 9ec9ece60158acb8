package dev.switchback.control.replay;

import dev.switchback.views.VersionId;
import dev.switchback.views.mirror.MirrorCounts;
import java.util.Optional;

/** Which shadows are asked beside the active version, and what came of it. Thread-safe. */
public interface Mirrors {
    /**
     * Orders that a share of the queries is also asked of the replay's version, and journals it; counting begins anew where the share
     * was 0.
     *
     * @param share from 0 (none) to 1
     */
    void order(Replay replay, double share, String actor);

    /** Empty: never ordered. */
    Optional<State> of(VersionId version);

    record State(double share, MirrorCounts counts) {}
}
