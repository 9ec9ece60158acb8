package dev.switchback.views.mirror;

import dev.switchback.views.VersionId;

/**
 * An order to ask a version again what the active version was asked.
 *
 * @param share of the queries, above 0 and at most 1
 */
public record Mirror(VersionId version, double share) {
    public Mirror {
        if (!(share > 0 && share <= 1)) {
            throw new IllegalArgumentException("a share is above 0 and at most 1: " + share);
        }
    }
}
