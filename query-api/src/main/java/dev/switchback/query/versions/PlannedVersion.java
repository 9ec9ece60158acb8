package dev.switchback.query.versions;

import dev.switchback.query.problem.ProblemCode;
import dev.switchback.query.problem.ProblemException;
import dev.switchback.views.VersionId;
import dev.switchback.views.plan.PipelinePlan;
import dev.switchback.views.plan.ViewPlan;

/**
 * A version and what it means; none of it ever changes.
 *
 * @param liveShards number of hash shards of its live keys
 */
public record PlannedVersion(VersionId id, PipelinePlan plan, int liveShards) {
    /** @throws ProblemException {@link ProblemCode#UNKNOWN_VIEW} listing the views there are */
    public ViewPlan view(String name) {
        return plan.views().stream()
                .filter(view -> view.name().equals(name))
                .findFirst()
                .orElseThrow(() -> ProblemException.unknown(
                        ProblemCode.UNKNOWN_VIEW,
                        id + " has no view of that name",
                        plan.views().stream().map(ViewPlan::name).toList()));
    }
}
