package dev.switchback.views.sql;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSelectKeyword;
import org.apache.calcite.sql.fun.SqlCase;
import org.apache.calcite.sql.parser.SqlParserPos;

/**
 * One aggregate of the SELECT list.
 *
 * @param arguments evaluated per event, with the FILTER folded in: NULL where it does not hold; none for an unfiltered COUNT(*)
 * @param fraction of APPROX_QUANTILE; 0 for all others
 */
record AggregateCall(AggregateFunction function, List<SqlNode> arguments, double fraction, SqlParserPos position) {
    AggregateCall {
        arguments = List.copyOf(arguments);
    }

    /** Reads an aggregate for which {@link Aggregates#isAggregate} holds and {@link AggregateShapes} found nothing; empty after a problem was added. */
    static Optional<AggregateCall> read(SqlNode node, ViewProblems problems) {
        Optional<SqlNode> filter = Optional.empty();
        SqlNode aggregate = node;
        if (node.getKind() == SqlKind.FILTER) {
            aggregate = ((SqlCall) node).operand(0);
            filter = Optional.of(((SqlCall) node).operand(1));
        }
        if (!(aggregate instanceof SqlCall call) || !Aggregates.isAggregate(call) || call.getKind() == SqlKind.FILTER) {
            problems.unsupported(
                    node.getParserPosition(),
                    "FILTER belongs to one aggregate function",
                    "Write COUNT(*) FILTER (WHERE …).");
            return Optional.empty();
        }
        return Optional.of(read(call, filter, node.getParserPosition()));
    }

    private static AggregateCall read(SqlCall call, Optional<SqlNode> filter, SqlParserPos position) {
        AggregateFunction function = function(call);
        SqlNode operand = call.operand(0);
        boolean everything = operand instanceof SqlIdentifier identifier && identifier.isStar();
        if (everything && filter.isEmpty()) {
            return new AggregateCall(function, List.of(), 0, position);
        }
        SqlNode first = everything ? SqlLiteral.createBoolean(true, operand.getParserPosition()) : operand;
        boolean quantile = function == AggregateFunction.APPROX_QUANTILE;
        List<SqlNode> values = call.operandCount() == 1 || quantile ? List.of(first) : List.of(first, call.operand(1));
        return new AggregateCall(
                function,
                values.stream()
                        .map(value -> filter.isPresent() ? where(filter.get(), value) : value)
                        .toList(),
                quantile
                        ? ((SqlLiteral) call.operand(1))
                                .getValueAs(BigDecimal.class)
                                .doubleValue()
                        : 0,
                position);
    }

    private static AggregateFunction function(SqlCall call) {
        AggregateFunction function = AggregateFunction.of(Aggregates.name(call)).orElseThrow();
        SqlLiteral quantifier = call.getFunctionQuantifier();
        boolean distinct = quantifier != null && quantifier.getValue() == SqlSelectKeyword.DISTINCT;
        return distinct && function == AggregateFunction.COUNT ? AggregateFunction.COUNT_DISTINCT : function;
    }

    private static SqlNode where(SqlNode condition, SqlNode value) {
        SqlParserPos position = value.getParserPosition();
        return new SqlCase(
                position, null, SqlNodeList.of(condition), SqlNodeList.of(value), SqlLiteral.createNull(position));
    }
}
