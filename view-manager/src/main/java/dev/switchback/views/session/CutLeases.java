package dev.switchback.views.session;

import dev.switchback.views.VersionId;
import java.util.OptionalInt;

/** Which cuts of a version somebody compares, or may yet. Thread-safe. */
@FunctionalInterface
public interface CutLeases {
    /**
     * The smallest number of a cut whose lease has not run out; empty where there is none. A lease is there before any range that comes
     * after the cut.
     *
     * @throws dev.switchback.views.StoreUnavailableException while the store cannot be reached
     */
    OptionalInt oldest(VersionId version);
}
