package dev.switchback.processor.history;

import dev.switchback.views.VersionId;
import dev.switchback.views.history.HistoryNames;
import dev.switchback.views.history.HistorySchema;
import dev.switchback.views.plan.PipelinePlan;
import dev.switchback.views.plan.ViewPlan;
import java.util.List;

/**
 * The tables of one version.
 *
 * @param views in the plan's order
 */
public record HistoryTargets(VersionId version, PipelinePlan plan, List<InsertTarget> views, InsertTarget deadLetters) {
    /** In tokens; no view can have this name. */
    private static final String DEAD_LETTERS = "__dead_letters";

    public HistoryTargets {
        views = List.copyOf(views);
    }

    public static HistoryTargets of(VersionId version, PipelinePlan plan) {
        List<InsertTarget> views = plan.views().stream()
                .map(view -> new InsertTarget(
                        HistoryNames.table(version, view.name()), view.name(), HistorySchema.insertColumns(view)))
                .toList();
        InsertTarget deadLetters =
                new InsertTarget(HistoryNames.deadLetters(version), DEAD_LETTERS, HistorySchema.deadLetterColumns());
        return new HistoryTargets(version, plan, views, deadLetters);
    }

    List<ViewRows> newRows() {
        ViewRows[] rows = new ViewRows[views.size()];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = switch (plan.views().get(i)) {
                case ViewPlan.Aggregate aggregate
                when aggregate.session().isPresent() -> new SessionRows(i, views.get(i), aggregate);
                case ViewPlan.Aggregate aggregate -> new AggregatedRows(views.get(i), aggregate);
                case ViewPlan.Rows plain -> new PlainRows(views.get(i));
            };
        }
        return List.of(rows);
    }

    /** Identity of the rows that a range of a partition brings to a table. */
    String token(InsertTarget target, int partition, long from, long end) {
        return version.pipeline() + "/" + version.number() + "/" + target.name() + "/" + partition + "/" + from + "/"
                + end;
    }
}
