package dev.switchback.query.historical;

import dev.switchback.query.request.Completeness;
import dev.switchback.query.request.Filter;
import dev.switchback.query.request.OrderKey;
import dev.switchback.views.plan.Measure;
import dev.switchback.views.plan.OutputColumn;
import dev.switchback.views.plan.ViewPlan;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A question to an aggregated view, checked against its plan.
 *
 * @param range empty for a view without window
 * @param groupBy dimensions that the rows keep
 * @param order no two rows are equal in it
 * @param complete UNSAID for a view without window
 */
record AggregateQuery(
        ViewPlan.Aggregate view,
        TimeRange range,
        TimeStep step,
        List<OutputColumn> groupBy,
        List<Measure> measures,
        List<Filter> filters,
        List<OrderKey> order,
        int limit,
        Completeness complete) {

    /** Event time from {@code from}, inclusive, to {@code to}, exclusive; an empty end is open. */
    record TimeRange(Optional<Instant> from, Optional<Instant> to) {}
}
