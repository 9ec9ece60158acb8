package dev.switchback.query.mirror;

import dev.switchback.query.versions.PlannedVersion;

/** A query that can be asked of any version of its pipeline, any number of times. */
@FunctionalInterface
public interface Question {
    /** @throws dev.switchback.query.problem.ProblemException where the version does not understand it, or a store does not answer */
    Reply of(PlannedVersion version);
}
