package dev.switchback.views.history;

import static dev.switchback.views.history.HistoryNames.quote;

import dev.switchback.views.plan.AggregateState;
import dev.switchback.views.plan.ColumnType;
import dev.switchback.views.plan.Measure.Statistic;

/** How one state of an aggregated view is kept in its table. */
record StateColumn(AggregateState state) {

    /** What an INSERT brings. Sums and distinct states are built by the store from an EPHEMERAL column. */
    InsertColumn insert() {
        String name = state.column();
        return switch (state.kind()) {
            case COUNT_ALL, COUNT -> new InsertColumn(name, ColumnType.BIGINT, InsertColumn.Kind.REQUIRED);
            case SUM -> new InsertColumn(delta(), state.resultType(), InsertColumn.Kind.NULLABLE);
            case MIN, MAX -> new InsertColumn(name, state.resultType(), InsertColumn.Kind.NULLABLE);
            case COUNT_DISTINCT, APPROX_COUNT_DISTINCT ->
                new InsertColumn(values(), state.argumentType(), InsertColumn.Kind.VALUES);
            case QUANTILE -> new InsertColumn(name, ColumnType.DOUBLE, InsertColumn.Kind.BUCKETS);
            case MOMENTS -> new InsertColumn(name, ColumnType.DOUBLE, InsertColumn.Kind.MOMENTS);
            case ARG_MIN -> new InsertColumn(name, state.argumentType(), InsertColumn.Kind.SMALLEST, state.byType());
            case ARG_MAX -> new InsertColumn(name, state.argumentType(), InsertColumn.Kind.LARGEST, state.byType());
        };
    }

    /** Its part of CREATE TABLE. */
    String definition() {
        String name = quote(state.column());
        return switch (state.kind()) {
            case COUNT_ALL, COUNT -> name + " SimpleAggregateFunction(sum, Int64)";
            case SUM -> {
                String type = HistoryTypes.sum(state.resultType());
                yield name + " SimpleAggregateFunction(sum, " + type + ") DEFAULT CAST(" + quote(delta()) + " AS "
                        + type + "), " + quote(delta()) + " " + HistoryTypes.nullable(state.resultType())
                        + " EPHEMERAL";
            }
            case MIN -> name + " SimpleAggregateFunction(min, " + HistoryTypes.nullable(state.resultType()) + ")";
            case MAX -> name + " SimpleAggregateFunction(max, " + HistoryTypes.nullable(state.resultType()) + ")";
            case COUNT_DISTINCT -> distinct(name, "uniqExact");
            case APPROX_COUNT_DISTINCT -> distinct(name, "uniqCombined64");
            case QUANTILE -> name + " SimpleAggregateFunction(sumMap, Map(Int32, Int64))";
            case MOMENTS -> name + " AggregateFunction(varPopStable, Float64)";
            case ARG_MIN -> name + " SimpleAggregateFunction(min, " + chosen() + ")";
            case ARG_MAX -> name + " SimpleAggregateFunction(max, " + chosen() + ")";
        };
    }

    private String distinct(String name, String function) {
        String type = HistoryTypes.of(state.argumentType());
        return name + " AggregateFunction(" + function + ", " + type + ") DEFAULT arrayReduce('" + function + "State', "
                + quote(values()) + "), " + quote(values()) + " Array(" + type + ") EPHEMERAL";
    }

    /** An expression that merges the state over the rows that are grouped and finishes it. */
    String finished() {
        String name = quote(state.column());
        return switch (state.kind()) {
            case COUNT_ALL, COUNT -> "sum(" + name + ")";
            case SUM -> sum(name);
            case MIN -> "min(" + name + ")";
            case MAX -> "max(" + name + ")";
            case COUNT_DISTINCT -> "toInt64(uniqExactMerge(" + name + "))";
            case APPROX_COUNT_DISTINCT -> "toInt64(uniqCombined64Merge(" + name + "))";
            case ARG_MIN -> chosen("min(" + name + ")", "-1");
            case ARG_MAX -> chosen("max(" + name + ")", "1");
            case QUANTILE, MOMENTS ->
                throw new IllegalArgumentException(state.kind() + " is finished by the measure's formula");
        };
    }

    /** A sum that does not fit its type is an error, not another number. */
    private String sum(String name) {
        return state.resultType().kind() == ColumnType.Kind.DOUBLE
                ? "sum(" + name + ")"
                : "accurateCast(sum(" + name + "), '" + HistoryTypes.nullable(state.resultType()) + "')";
    }

    /** Flags that are zero for what is absent, so that it comes after everything of ARG_MIN and before everything of ARG_MAX. */
    private String chosen() {
        return "Tuple(Int8, " + HistoryTypes.of(state.byType()) + ", Int8, " + HistoryTypes.of(state.argumentType())
                + ")";
    }

    private static String chosen(String pair, String present) {
        return "if(tupleElement(" + pair + ", 1) = " + present + " AND tupleElement(" + pair + ", 3) = " + present
                + ", tupleElement(" + pair + ", 4), NULL)";
    }

    /** An expression that merges a QUANTILE state and finishes it. */
    String quantile(double fraction) {
        return QuantileSql.of("sumMap(" + quote(state.column()) + ")", fraction);
    }

    /**
     * An expression that merges a MOMENTS state and finishes it.
     *
     * @param count a COUNT state of the same argument
     */
    String spread(AggregateState count, Statistic statistic) {
        String n = "sum(" + quote(count.column()) + ")";
        String variance = "varPopStableMerge(" + quote(state.column()) + ")";
        String sample = variance + " * (" + n + " / (" + n + " - 1))";
        return switch (statistic) {
            case VAR_POP -> "if(" + n + " = 0, NULL, " + variance + ")";
            case VAR_SAMP -> "if(" + n + " < 2, NULL, " + sample + ")";
            case STDDEV_POP -> "if(" + n + " = 0, NULL, sqrt(" + variance + "))";
            case STDDEV_SAMP -> "if(" + n + " < 2, NULL, sqrt(" + sample + "))";
        };
    }

    private String delta() {
        return state.column() + "_delta";
    }

    private String values() {
        return state.column() + "_values";
    }
}
