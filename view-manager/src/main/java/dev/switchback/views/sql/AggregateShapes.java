package dev.switchback.views.sql;

import java.math.BigDecimal;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNumericLiteral;
import org.apache.calcite.sql.SqlSelectKeyword;

/** Refuses calls of aggregates with the wrong number of arguments, with DISTINCT where it has no meaning, or with a wrong fraction. */
final class AggregateShapes {
    private final ViewProblems problems;

    AggregateShapes(ViewProblems problems) {
        this.problems = problems;
    }

    void check(SqlCall call, AggregateFunction function) {
        String name = Aggregates.name(call);
        if (call.operandCount() != function.arguments()) {
            problems.unsupported(
                    call.getParserPosition(),
                    name + (function.arguments() == 1 ? " takes one argument" : " takes two arguments"),
                    advice(name, function));
            return;
        }
        SqlLiteral quantifier = call.getFunctionQuantifier();
        if (quantifier != null && quantifier.getValue() == SqlSelectKeyword.DISTINCT && !function.takesDistinct()) {
            problems.unsupported(
                    call.getParserPosition(), name + "(DISTINCT …) is not supported", "DISTINCT goes with COUNT only.");
        }
        if (function == AggregateFunction.APPROX_QUANTILE && !isFraction(call.operand(1))) {
            problems.unsupported(
                    call.operand(1).getParserPosition(),
                    "the second argument of APPROX_QUANTILE is not a number from 0 to 1",
                    "Write the fraction itself: APPROX_QUANTILE(value, 0.99) is the 99th percentile.");
        }
    }

    private static String advice(String name, AggregateFunction function) {
        return switch (function) {
            case APPROX_QUANTILE -> "Write APPROX_QUANTILE(value, 0.99) for the 99th percentile.";
            case ARG_MIN, ARG_MAX -> "Write " + name + "(value, compared_by).";
            case COUNT,
                    COUNT_DISTINCT,
                    APPROX_COUNT_DISTINCT,
                    SUM,
                    MIN,
                    MAX,
                    AVG,
                    VAR_POP,
                    VAR_SAMP,
                    STDDEV_POP,
                    STDDEV_SAMP,
                    ANY_VALUE,
                    BOOL_AND,
                    BOOL_OR -> "Aggregate one expression at a time.";
        };
    }

    private static boolean isFraction(SqlNode node) {
        if (!(node instanceof SqlNumericLiteral literal)) {
            return false;
        }
        BigDecimal fraction = literal.getValueAs(BigDecimal.class);
        return fraction.signum() >= 0 && fraction.compareTo(BigDecimal.ONE) <= 0;
    }
}
