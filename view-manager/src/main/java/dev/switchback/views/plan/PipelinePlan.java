package dev.switchback.views.plan;

import dev.switchback.views.manifest.Source;
import dev.switchback.views.manifest.SourceColumn;
import java.util.List;

/**
 * What a manifest means.
 *
 * @param columns the source columns that any view or the event time needs, in the order of the decoded row: value {@code i} of a row
 *     ({@code Object[]}, see {@link ColumnType.Kind} for the classes, {@code null} for NULL) belongs to {@code columns.get(i)}
 * @param eventTimeIndex where the event time stands in the row
 * @param views in the manifest's order; a view's position is its number in the ledger's counts
 */
public record PipelinePlan(
        String pipeline, Source source, List<SourceColumn> columns, int eventTimeIndex, List<ViewPlan> views) {
    public PipelinePlan {
        columns = List.copyOf(columns);
        views = List.copyOf(views);
    }

    /** Whether any view is one of sessions. */
    public boolean hasSessions() {
        return views.stream()
                .anyMatch(view -> view instanceof ViewPlan.Aggregate aggregate
                        && aggregate.session().isPresent());
    }
}
