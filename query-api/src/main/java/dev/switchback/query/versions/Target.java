package dev.switchback.query.versions;

/**
 * What one request is answered from, resolved once; the names in both stores derive from it.
 *
 * @param version the active version, or the one that the caller pinned
 * @param epoch of the pipeline's pointer, also where a version is pinned
 */
public record Target(PlannedVersion version, long epoch) {}
