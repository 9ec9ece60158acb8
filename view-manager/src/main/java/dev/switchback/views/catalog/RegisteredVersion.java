package dev.switchback.views.catalog;

import dev.switchback.views.Slot;
import dev.switchback.views.VersionId;
import java.time.Instant;
import java.util.OptionalInt;

/**
 * A version as the catalog holds it; all but the slot never changes.
 *
 * @param fingerprint SHA-256 of the manifest's canonical form, 64 hexadecimal digits
 * @param manifest the YAML as it was registered
 * @param liveShards number of hash shards of its live keys, 1 or more
 * @param checkOf the version whose manifest it repeats, to be compared with it and then removed; empty for every other version
 * @param readerSchema see {@link Bindings}
 */
public record RegisteredVersion(
        VersionId id,
        String fingerprint,
        String manifest,
        Slot slot,
        int liveShards,
        Instant registeredAt,
        OptionalInt checkOf,
        OptionalInt readerSchema) {}
