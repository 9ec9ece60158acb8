package dev.switchback.views.plan;

/**
 * One mergeable state of an aggregated view.
 *
 * @param column its name in the history store: {@code s0}, {@code s1} …, its position in {@link ViewPlan.Aggregate#states()}
 * @param argument output slot of the row program that holds its argument, or -1 for {@link Kind#COUNT_ALL}. A FILTER clause is folded
 *     in: where it does not hold, the argument (and {@code by}) is NULL, and every kind but COUNT_ALL passes NULL over
 * @param argumentType type of the argument; BOOLEAN for COUNT_ALL
 * @param resultType type of the finished value: BIGINT for counts; for SUM BIGINT, DOUBLE or DECIMAL(38,s); DOUBLE for QUANTILE and MOMENTS;
 *     the argument's for the others
 * @param by output slot of what ARG_MIN and ARG_MAX compare; -1 for all other kinds
 * @param byType its type; BOOLEAN for all other kinds
 */
public record AggregateState(
        String column,
        Kind kind,
        int argument,
        ColumnType argumentType,
        ColumnType resultType,
        int by,
        ColumnType byType) {

    /** A state of one argument, or none. */
    public AggregateState(String column, Kind kind, int argument, ColumnType argumentType, ColumnType resultType) {
        this(column, kind, argument, argumentType, resultType, -1, ColumnType.BOOLEAN);
    }

    public enum Kind {
        /** Number of events. */
        COUNT_ALL,
        /** Number of non-NULL arguments. */
        COUNT,
        /** NULL while no non-NULL argument was seen. */
        SUM,
        MIN,
        MAX,
        /** Exact number of different non-NULL arguments. */
        COUNT_DISTINCT,
        /** Approximate number of different non-NULL arguments. */
        APPROX_COUNT_DISTINCT,
        /** Counts per bucket, from which quantiles come; see {@link dev.switchback.views.state.BucketCounts}. */
        QUANTILE,
        /** Count, mean and squared distances; see {@link dev.switchback.views.state.Moments}. */
        MOMENTS,
        /** The argument where {@code by} is smallest; see {@link dev.switchback.views.state.Choice}. */
        ARG_MIN,
        /** The argument where {@code by} is largest. */
        ARG_MAX
    }
}
