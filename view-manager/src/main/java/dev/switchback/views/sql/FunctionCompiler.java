package dev.switchback.views.sql;

import dev.switchback.views.plan.ColumnType;
import dev.switchback.views.program.Expression;
import dev.switchback.views.program.Numerics;
import dev.switchback.views.program.Texts;
import java.util.List;
import java.util.Optional;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.fun.SqlTrimFunction;

/** Compiles functions, known by name. */
final class FunctionCompiler {
    private final RexCompiler compiler;

    FunctionCompiler(RexCompiler compiler) {
        this.compiler = compiler;
    }

    Expression compile(RexCall call) {
        if (call.getOperator() instanceof UserSqlFunction user) {
            return new UserCallCompiler(compiler).compile(call, user.function());
        }
        List<RexNode> operands = call.getOperands();
        return switch (call.getOperator().getName()) {
            case "ABS" -> Expression.strict(operand(call, 0), Numerics.abs(RexCompiler.typeOf(call)));
            case "FLOOR" ->
                operands.size() == 2
                        ? new TimestampCompiler(compiler).floor(call)
                        : Expression.strict(operand(call, 0), Numerics.floor(RexCompiler.typeOf(call)));
            case "CEIL" ->
                operands.size() == 2
                        ? new TimestampCompiler(compiler).ceil(call)
                        : Expression.strict(operand(call, 0), Numerics.ceil(RexCompiler.typeOf(call)));
            case "EXTRACT" -> new TimestampCompiler(compiler).extract(call);
            case "UPPER" -> Expression.strict(operand(call, 0), Texts::upper);
            case "LOWER" -> Expression.strict(operand(call, 0), Texts::lower);
            case "CHAR_LENGTH", "CHARACTER_LENGTH" -> Expression.strict(operand(call, 0), Texts::length);
            case "||" -> Expression.strict(operand(call, 0), operand(call, 1), Texts::concat);
            case "POSITION" -> two(call, "POSITION", Texts::position);
            case "SUBSTRING" ->
                Texts.substring(
                        operand(call, 0),
                        integer(operands.get(1)),
                        operands.size() == 3 ? Optional.of(integer(operands.get(2))) : Optional.empty());
            case "TRIM" -> trim(call);
            case "REPLACE" -> Texts.replace(operand(call, 0), operand(call, 1), operand(call, 2));
            case "LIKE" -> like(call);
            default -> throw RexCompiler.unsupported(call.getOperator().getName());
        };
    }

    private Expression operand(RexCall call, int index) {
        return compiler.compile(call.getOperands().get(index));
    }

    private Expression two(RexCall call, String name, Expression.Binary function) {
        if (call.getOperands().size() != 2) {
            throw RexCompiler.unsupported(name + " with " + call.getOperands().size() + " arguments");
        }
        return Expression.strict(operand(call, 0), operand(call, 1), function);
    }

    private Expression integer(RexNode node) {
        ColumnType type = RexCompiler.typeOf(node);
        return switch (type.kind()) {
            case INTEGER, BIGINT -> compiler.compile(node);
            case BOOLEAN, DOUBLE, DECIMAL, VARCHAR, TIMESTAMP ->
                throw RexCompiler.unsupported("SUBSTRING with a position of type " + type.sql());
        };
    }

    private Expression trim(RexCall call) {
        if (call.getOperands().getFirst() instanceof RexLiteral flag
                && flag.getValue() instanceof SqlTrimFunction.Flag side) {
            boolean left = side != SqlTrimFunction.Flag.TRAILING;
            boolean right = side != SqlTrimFunction.Flag.LEADING;
            return Expression.strict(operand(call, 1), operand(call, 2), Texts.trim(left, right));
        }
        throw RexCompiler.unsupported("this form of TRIM");
    }

    private Expression like(RexCall call) {
        Optional<String> escape = Optional.empty();
        if (call.getOperands().size() == 3) {
            escape = Optional.of(constant(call.getOperands().get(2))
                    .orElseThrow(() -> RexCompiler.unsupported("a computed ESCAPE")));
        }
        return Texts.like(
                operand(call, 0), operand(call, 1), constant(call.getOperands().get(1)), escape);
    }

    private static Optional<String> constant(RexNode node) {
        return node instanceof RexLiteral literal && !literal.isNull()
                ? Optional.of(Literals.as(literal, String.class))
                : Optional.empty();
    }

    /** Kept here so that the names of functions stand in one file. */
    static final List<String> NAMES = List.of(
            "ABS",
            "FLOOR",
            "CEIL",
            "CEILING",
            "EXTRACT",
            "UPPER",
            "LOWER",
            "CHAR_LENGTH",
            "CHARACTER_LENGTH",
            "POSITION",
            "SUBSTRING",
            "TRIM",
            "REPLACE",
            "COALESCE",
            "NULLIF",
            "MOD",
            "YEAR",
            "QUARTER",
            "MONTH",
            "WEEK",
            "DAYOFMONTH",
            "DAYOFYEAR",
            "HOUR",
            "MINUTE",
            "SECOND");
}
