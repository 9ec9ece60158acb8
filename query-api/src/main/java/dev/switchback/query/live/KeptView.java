package dev.switchback.query.live;

import dev.switchback.query.problem.ProblemCode;
import dev.switchback.query.problem.ProblemException;
import dev.switchback.query.versions.PlannedVersion;
import dev.switchback.views.manifest.ViewDefinition;
import dev.switchback.views.plan.ViewPlan;

/** A view that the live store keeps. */
record KeptView(ViewPlan.Aggregate view, ViewDefinition.Live live) {

    /** @throws ProblemException {@link ProblemCode#VIEW_NOT_LIVE} listing the views that are */
    static KeptView require(PlannedVersion version, ViewPlan view) {
        if (view instanceof ViewPlan.Aggregate aggregate && aggregate.live().isPresent()) {
            return new KeptView(aggregate, aggregate.live().get());
        }
        throw ProblemException.unknown(
                ProblemCode.VIEW_NOT_LIVE,
                view.name() + " is not kept in the live store: its manifest has no live section; ask for its history",
                version.plan().views().stream()
                        .filter(other -> other instanceof ViewPlan.Aggregate aggregate
                                && aggregate.live().isPresent())
                        .map(ViewPlan::name)
                        .toList());
    }
}
