package dev.switchback.views.catalog;

import dev.switchback.views.Slot;
import dev.switchback.views.VersionId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** The durable catalog. Thread-safe. Methods throw {@link dev.switchback.views.StoreUnavailableException} while the store cannot be reached. */
public interface VersionCatalog {
    /**
     * Registers a manifest that was read and planned.
     *
     * @param manifest YAML as received
     * @param fingerprint of its canonical form
     * @param liveShards for a new version
     */
    default Registration register(String pipeline, String manifest, String fingerprint, int liveShards) {
        return register(pipeline, manifest, fingerprint, liveShards, Map.of());
    }

    /**
     * Registers a manifest that names jars; a new version keeps them for good.
     *
     * @param jars SHA-256 of the content of each jar, by the name that the manifest has for it
     */
    default Registration register(
            String pipeline, String manifest, String fingerprint, int liveShards, Map<String, String> jars) {
        return register(pipeline, manifest, fingerprint, liveShards, new Bindings(jars, OptionalInt.empty()));
    }

    /** Registers a manifest that refers to something; a new version keeps the bindings for good. */
    Registration register(String pipeline, String manifest, String fingerprint, int liveShards, Bindings bindings);

    /**
     * Registers the very manifest and jars of a version once more, under a number of its own, for a replay that is compared with that version and
     * removed. Such a version is never active and never on standby. One that is not retired yet is given again.
     *
     * @throws IllegalArgumentException where there is no such version, or it is such a repetition itself
     */
    RegisteredVersion registerCheck(VersionId of);

    Optional<RegisteredVersion> find(VersionId id);

    /** Versions of a pipeline by number, retired ones included; empty for an unknown pipeline. */
    List<RegisteredVersion> versions(String pipeline);

    /** Names of all pipelines, sorted. */
    List<String> pipelines();

    /**
     * Moves a version between slots if it still is in {@code from}, unless the active pointer or a running preparation names it.
     *
     * @return whether it was moved
     * @throws IllegalArgumentException if either slot is the active one: only a switch moves a version there or away
     */
    boolean moveSlot(VersionId id, Slot from, Slot to);
}
