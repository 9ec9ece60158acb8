package dev.switchback.processor.aggregate;

import dev.switchback.views.plan.AggregateState;
import dev.switchback.views.plan.ColumnType;
import dev.switchback.views.state.Choice;
import dev.switchback.views.state.ValueOrder;
import org.jspecify.annotations.Nullable;

/** One state of every group of a delta. Not thread-safe. */
sealed interface StateColumn
        permits CountColumn,
                LongSumColumn,
                DoubleSumColumn,
                DecimalSumColumn,
                ExtremeColumn,
                DistinctColumn,
                QuantileColumn,
                MomentsColumn,
                ChosenColumn,
                WideSumColumn {

    static StateColumn of(AggregateState state) {
        return switch (state.kind()) {
            case COUNT_ALL, COUNT -> new CountColumn();
            case SUM ->
                switch (state.resultType().kind()) {
                    case DOUBLE -> new DoubleSumColumn();
                    case DECIMAL -> new DecimalSumColumn(state.argumentType().precision());
                    case BIGINT, INTEGER -> new LongSumColumn();
                    case BOOLEAN, VARCHAR, TIMESTAMP ->
                        throw new IllegalArgumentException(
                                "no sum of type " + state.resultType().sql());
                };
            case MIN -> new ExtremeColumn(ValueOrder.of(state.argumentType()), -1);
            case MAX -> new ExtremeColumn(ValueOrder.of(state.argumentType()), 1);
            case COUNT_DISTINCT, APPROX_COUNT_DISTINCT -> new DistinctColumn();
            case QUANTILE -> new QuantileColumn();
            case MOMENTS -> new MomentsColumn();
            case ARG_MIN, ARG_MAX -> new ChosenColumn(Choice.of(state));
        };
    }

    /** A state of sessions, whose values are kept for good and not merged by a store. */
    static StateColumn ofSession(AggregateState state) {
        boolean exactSum =
                state.kind() == AggregateState.Kind.SUM && state.resultType().kind() != ColumnType.Kind.DOUBLE;
        return exactSum ? new WideSumColumn() : of(state);
    }

    /** Whether {@code argument} can be added to any group without leaving the range of the state; asked before {@link #add}. */
    default boolean hasRoom(@Nullable Object argument) {
        return true;
    }

    /** Makes place for groups below {@code capacity}. */
    void reserve(int capacity);

    /** Adds an argument to a group; null is passed over by all but COUNT_ALL, whose argument is never null. */
    void add(int group, @Nullable Object argument);

    /**
     * Adds an argument with what it is chosen by.
     *
     * @param by null for states of one argument
     */
    default void add(int group, @Nullable Object argument, @Nullable Object by) {
        add(group, argument);
    }

    /**
     * Takes in what another column of the same state made: afterwards the group stands as if it had been given that column's arguments too.
     *
     * @param value as {@link #value} returns it
     */
    void merge(int group, @Nullable Object value);

    /**
     * Long for counts; null for any other state that saw nothing; a list of the different values for distinct states, BucketCounts for
     * quantiles, Moments for variances, Chosen for ARG_MIN and ARG_MAX.
     */
    @Nullable
    Object value(int group);

    /** How many values are kept beside the groups themselves. */
    default int extraValues() {
        return 0;
    }

    void clear(int groups);
}
