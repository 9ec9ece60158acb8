package dev.switchback.query.versions;

import dev.switchback.views.catalog.RegisteredVersion;
import dev.switchback.views.manifest.ManifestException;
import dev.switchback.views.plan.PipelinePlan;
import dev.switchback.views.planning.VersionPlanner;

/** Plans from the registered manifests and the jars of their functions. */
public final class ManifestPlans implements PlanSource {
    private final VersionPlanner planner;

    public ManifestPlans(VersionPlanner planner) {
        this.planner = planner;
    }

    @Override
    public PipelinePlan plan(RegisteredVersion version) {
        try {
            return planner.plan(version);
        } catch (ManifestException e) {
            throw new IllegalStateException("the registered manifest of " + version.id() + " cannot be planned", e);
        }
    }
}
