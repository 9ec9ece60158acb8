package dev.switchback.control.step;

import dev.switchback.views.plan.PipelinePlan;
import dev.switchback.views.plan.ViewPlan;

/** Whether a plan has anything in the live store. */
final class LiveViews {
    private LiveViews() {}

    static boolean any(PipelinePlan plan) {
        return plan.views().stream().anyMatch(view -> switch (view) {
            case ViewPlan.Aggregate aggregate -> aggregate.live().isPresent();
            case ViewPlan.Rows rows -> false;
        });
    }
}
