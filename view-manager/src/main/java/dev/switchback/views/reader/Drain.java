package dev.switchback.views.reader;

import dev.switchback.views.VersionId;

/**
 * A version whose tables are about to go: no query begins on it any more.
 *
 * @param id unique for good; a version that is drained again has another one
 */
public record Drain(long id, VersionId version) {}
