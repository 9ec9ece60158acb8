package dev.switchback.views.sql;

import dev.switchback.views.plan.ColumnType;
import org.apache.calcite.sql.parser.SqlParserPos;

/** Refuses aggregates of values that they are not made for. */
final class AggregateTypes {
    private final ViewProblems problems;

    AggregateTypes(ViewProblems problems) {
        this.problems = problems;
    }

    /** @param type of the first argument */
    void check(AggregateFunction function, ColumnType type, SqlParserPos position) {
        boolean suits = switch (function) {
            case SUM, AVG, APPROX_QUANTILE, VAR_POP, VAR_SAMP, STDDEV_POP, STDDEV_SAMP -> Numbers.isNumeric(type);
            case BOOL_AND, BOOL_OR -> type.kind() == ColumnType.Kind.BOOLEAN;
            case MIN, MAX -> type.kind() != ColumnType.Kind.BOOLEAN;
            case COUNT, COUNT_DISTINCT, APPROX_COUNT_DISTINCT, ANY_VALUE, ARG_MIN, ARG_MAX -> true;
        };
        if (!suits) {
            problems.unsupported(position, function + " of " + type.sql() + " is not supported", advice(function));
        }
    }

    /** What to do about an argument of another type. */
    static String advice(AggregateFunction function) {
        return switch (function) {
            case SUM, AVG, APPROX_QUANTILE, VAR_POP, VAR_SAMP, STDDEV_POP, STDDEV_SAMP -> "Cast it to a number.";
            case BOOL_AND, BOOL_OR -> "Write a condition, such as " + function + "(amount > 100).";
            case MIN -> "Write BOOL_AND(…), which is true if all are.";
            case MAX -> "Write BOOL_OR(…), which is true if any is.";
            case COUNT, COUNT_DISTINCT, APPROX_COUNT_DISTINCT, ANY_VALUE, ARG_MIN, ARG_MAX ->
                "Use a column of the source.";
        };
    }
}
