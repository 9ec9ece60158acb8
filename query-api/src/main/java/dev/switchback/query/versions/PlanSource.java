package dev.switchback.query.versions;

import dev.switchback.views.catalog.RegisteredVersion;
import dev.switchback.views.plan.PipelinePlan;

/** Says what a registered version means. Thread-safe. */
@FunctionalInterface
public interface PlanSource {
    PipelinePlan plan(RegisteredVersion version);
}
