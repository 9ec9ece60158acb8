package dev.switchback.views.sql;

import dev.switchback.views.plan.ColumnType;
import dev.switchback.views.plan.ColumnType.Kind;
import dev.switchback.views.program.Arithmetic;
import dev.switchback.views.program.Casts;
import dev.switchback.views.program.Comparison;
import dev.switchback.views.program.EvaluationFailure;
import dev.switchback.views.program.Expression;
import dev.switchback.views.program.Logic;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;

/** Turns row expressions into evaluators; knows operators by kind, and hands functions to {@link FunctionCompiler}. Stateless. */
final class RexCompiler {
    private final IntUnaryOperator positions;

    /** @param positions from a source column's index to its place in the decoded row */
    RexCompiler(IntUnaryOperator positions) {
        this.positions = positions;
    }

    /**
     * An evaluator that gives values of the class that belongs to the node's type.
     *
     * @throws UnsupportedSqlException where there is none
     */
    Expression compile(RexNode node) {
        if (node instanceof RexInputRef column) {
            return Expression.column(positions.applyAsInt(column.getIndex()));
        }
        if (node instanceof RexLiteral literal) {
            return Expression.constant(Literals.value(literal));
        }
        if (node instanceof RexCall call) {
            return RexUtil.isConstant(call) && !UserCallCompiler.isWithin(call) ? folded(call) : call(call);
        }
        throw unsupported(node.toString());
    }

    /** Evaluates a constant expression once, so that one without a value is refused now and does not spoil every event. */
    private Expression folded(RexCall call) {
        try {
            return Expression.constant(call(call).evaluate(new @Nullable Object[0]));
        } catch (EvaluationFailure e) {
            throw new UnsupportedSqlException(
                    "a constant expression has no value: " + e.getMessage(), "Correct the constant.");
        }
    }

    /** Like {@link #compile}, with the value converted to another numeric type. */
    Expression compileAs(RexNode node, ColumnType type) {
        ColumnType from = typeOf(node);
        Expression expression = compile(node);
        if (from.kind() == type.kind() && from.kind() != Kind.DECIMAL) {
            return expression;
        }
        return Expression.strict(
                expression, Casts.between(from, type).orElseThrow(() -> unsupported(from.sql() + " as " + type.sql())));
    }

    /** @throws UnsupportedSqlException for types that no column can have */
    static ColumnType typeOf(RexNode node) {
        return SqlTypes.of(node.getType())
                .orElseThrow(() -> new UnsupportedSqlException(
                        "a value of type " + node.getType().getSqlTypeName() + " is not supported here",
                        "Cast it to BOOLEAN, INTEGER, BIGINT, DOUBLE, DECIMAL(p,s), VARCHAR or TIMESTAMP(3)."));
    }

    private Expression call(RexCall call) {
        return switch (call.getKind()) {
            case AND -> Logic.and(compileAll(call.getOperands()));
            case OR ->
                Disjunction.membership(call)
                        .map(m -> Logic.in(compile(m.operand()), m.constants()))
                        .orElseGet(() -> Logic.or(compileAll(call.getOperands())));
            case NOT -> Logic.not(first(call));
            case IS_NULL -> Logic.isNull(first(call));
            case IS_NOT_NULL -> Logic.isNotNull(first(call));
            case IS_TRUE -> Logic.is(first(call), true);
            case IS_FALSE -> Logic.is(first(call), false);
            case IS_NOT_TRUE -> Logic.isNot(first(call), true);
            case IS_NOT_FALSE -> Logic.isNot(first(call), false);
            case EQUALS -> compare(call, Comparison.EQUAL);
            case NOT_EQUALS -> compare(call, Comparison.NOT_EQUAL);
            case LESS_THAN -> compare(call, Comparison.LESS);
            case LESS_THAN_OR_EQUAL -> compare(call, Comparison.LESS_OR_EQUAL);
            case GREATER_THAN -> compare(call, Comparison.GREATER);
            case GREATER_THAN_OR_EQUAL -> compare(call, Comparison.GREATER_OR_EQUAL);
            case IS_NOT_DISTINCT_FROM -> distinct(call);
            case IS_DISTINCT_FROM -> Logic.not(distinct(call));
            case PLUS ->
                TimestampCompiler.isTimestamp(call)
                        ? new TimestampCompiler(this).plus(call, 1)
                        : arithmetic(call, Arithmetic.PLUS);
            case MINUS ->
                TimestampCompiler.isTimestamp(call)
                        ? new TimestampCompiler(this).plus(call, -1)
                        : arithmetic(call, Arithmetic.MINUS);
            case TIMES -> arithmetic(call, Arithmetic.TIMES);
            case DIVIDE -> arithmetic(call, Arithmetic.DIVIDE);
            case MOD -> arithmetic(call, Arithmetic.MOD);
            case MINUS_PREFIX ->
                Expression.strict(
                        Expression.constant(zero(typeOf(call))),
                        compileAs(call.getOperands().getFirst(), typeOf(call)),
                        Arithmetic.MINUS.over(typeOf(call)));
            case PLUS_PREFIX -> first(call);
            case CASE -> choose(call);
            case CAST -> cast(call);
            default -> new FunctionCompiler(this).compile(call);
        };
    }

    private Expression first(RexCall call) {
        return compile(call.getOperands().getFirst());
    }

    private List<Expression> compileAll(List<RexNode> nodes) {
        return nodes.stream().map(this::compile).toList();
    }

    private Expression compare(RexCall call, Comparison comparison) {
        ColumnType common = common(call);
        return Expression.strict(
                compileAs(call.getOperands().get(0), common),
                compileAs(call.getOperands().get(1), common),
                comparison.over(common.kind()));
    }

    private Expression distinct(RexCall call) {
        ColumnType common = common(call);
        return Logic.isNotDistinctFrom(
                compileAs(call.getOperands().get(0), common),
                compileAs(call.getOperands().get(1), common),
                Comparison.EQUAL.over(common.kind()));
    }

    private static ColumnType common(RexCall call) {
        RexNode left = call.getOperands().get(0);
        RexNode right = call.getOperands().get(1);
        // NULL as such compares with anything, and the comparison is NULL.
        ColumnType leftType = left.getType().getSqlTypeName() == SqlTypeName.NULL ? typeOf(right) : typeOf(left);
        ColumnType rightType = right.getType().getSqlTypeName() == SqlTypeName.NULL ? leftType : typeOf(right);
        return Numbers.common(leftType, rightType)
                .orElseThrow(() -> new UnsupportedSqlException(
                        leftType.sql() + " cannot be compared with " + rightType.sql(),
                        "Cast one side to the type of the other."));
    }

    private Expression arithmetic(RexCall call, Arithmetic operator) {
        ColumnType result = typeOf(call);
        if (!Numbers.isNumeric(result)) {
            throw unsupported(call.getOperator().getName() + " over " + result.sql());
        }
        ColumnType left = typeOf(call.getOperands().get(0));
        ColumnType right = typeOf(call.getOperands().get(1));
        // Operands keep their digits: a DECIMAL(4,2) times a DECIMAL(4,2) is rounded only at the end.
        ColumnType common = Numbers.common(Numbers.common(left, right).orElseThrow(), result)
                .orElseThrow();
        Expression exact = Expression.strict(
                operand(call.getOperands().get(0), left, common),
                operand(call.getOperands().get(1), right, common),
                operator.over(common.kind() == Kind.DECIMAL ? decimal(result, common) : common));
        return common.kind() == result.kind()
                ? exact
                : Expression.strict(exact, Casts.between(common, result).orElseThrow());
    }

    private static ColumnType decimal(ColumnType result, ColumnType common) {
        return result.kind() == Kind.DECIMAL ? result : common;
    }

    /** A DECIMAL operand stays as it is, whatever its scale. */
    private Expression operand(RexNode node, ColumnType type, ColumnType common) {
        if (common.kind() != Kind.DECIMAL || type.kind() == Kind.DECIMAL) {
            return type.kind() == common.kind() ? compile(node) : compileAs(node, common);
        }
        return compileAs(node, Numbers.asDecimal(type));
    }

    private static Object zero(ColumnType type) {
        return Casts.between(ColumnType.INTEGER, type)
                .map(cast -> cast.apply(0))
                .orElseThrow(() -> unsupported("- over " + type.sql()));
    }

    private Expression choose(RexCall call) {
        ColumnType type = typeOf(call);
        List<RexNode> operands = call.getOperands();
        List<Expression> conditions = new ArrayList<>();
        List<Expression> values = new ArrayList<>();
        for (int i = 0; i + 1 < operands.size(); i += 2) {
            conditions.add(compile(operands.get(i)));
            values.add(branch(operands.get(i + 1), type));
        }
        return Logic.choose(conditions, values, branch(operands.getLast(), type));
    }

    private Expression branch(RexNode node, ColumnType type) {
        return node.getType().getSqlTypeName() == SqlTypeName.NULL ? Expression.constant(null) : compileAs(node, type);
    }

    private Expression cast(RexCall call) {
        RexNode operand = call.getOperands().getFirst();
        if (operand.getType().getSqlTypeName() == SqlTypeName.NULL) {
            typeOf(call);
            return Expression.constant(null);
        }
        return new CastCompiler(this).compile(call, operand);
    }

    static UnsupportedSqlException unsupported(String what) {
        return new UnsupportedSqlException(
                what + " is not supported", "Use the operators and functions that the documentation of views lists.");
    }
}
