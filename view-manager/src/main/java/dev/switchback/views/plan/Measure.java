package dev.switchback.views.plan;

/** A result column of an aggregated view, and how it comes from the states. */
public record Measure(String name, ColumnType type, Formula formula) {

    public sealed interface Formula {
        /** The finished value of one state. */
        record Finished(int state) implements Formula {}

        /** {@code sum / count} as DOUBLE; NULL where the count is zero. */
        record Average(int sum, int count) implements Formula {}

        /**
         * A quantile of a {@link AggregateState.Kind#QUANTILE} state.
         *
         * @param fraction in [0, 1]
         */
        record Quantile(int state, double fraction) implements Formula {}

        /**
         * A variance or standard deviation of a {@link AggregateState.Kind#MOMENTS} state.
         *
         * @param count a COUNT of the same argument
         */
        record Spread(int moments, int count, Statistic statistic) implements Formula {}
    }

    /** Of all numbers, or of all numbers as a sample of more. */
    public enum Statistic {
        /** NULL of nothing. */
        VAR_POP,
        /** NULL of fewer than two. */
        VAR_SAMP,
        /** Square root of VAR_POP. */
        STDDEV_POP,
        /** Square root of VAR_SAMP. */
        STDDEV_SAMP
    }
}
