package dev.switchback.views.reader;

import dev.switchback.views.VersionId;
import java.time.Duration;

/**
 * The queries that one server runs over one version.
 *
 * @param queries how many, 1 or more
 * @param oldest for how long the oldest of them has run
 */
public record RunningReads(VersionId version, int queries, Duration oldest) {}
