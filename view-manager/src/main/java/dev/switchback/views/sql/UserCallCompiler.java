package dev.switchback.views.sql;

import dev.switchback.views.functions.UserFunction;
import dev.switchback.views.plan.ColumnType;
import dev.switchback.views.plan.ColumnType.Kind;
import dev.switchback.views.program.Expression;
import dev.switchback.views.program.UserCalls;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexVisitorImpl;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.util.Util;

/** Compiles calls of user functions. */
final class UserCallCompiler {
    private final RexCompiler compiler;

    UserCallCompiler(RexCompiler compiler) {
        this.compiler = compiler;
    }

    Expression compile(RexCall call, UserFunction function) {
        List<Expression> arguments = new ArrayList<>();
        for (int i = 0; i < call.getOperands().size(); i++) {
            arguments.add(argument(
                    call.getOperands().get(i), function.parameters().get(i).kind()));
        }
        return UserCalls.of(function, arguments);
    }

    private Expression argument(RexNode node, Kind parameter) {
        if (node.getType().getSqlTypeName() == SqlTypeName.NULL) {
            return Expression.constant(null);
        }
        ColumnType type = RexCompiler.typeOf(node);
        if (type.kind() == parameter) {
            return compiler.compile(node);
        }
        return compiler.compileAs(
                node, parameter == Kind.DECIMAL ? Numbers.asDecimal(type) : new ColumnType(parameter, 0, 0));
    }

    /** Whether an expression calls a user function: it is not evaluated while planning, which runs nobody's code. */
    static boolean isWithin(RexNode node) {
        try {
            node.accept(new RexVisitorImpl<Void>(true) {
                @Override
                public Void visitCall(RexCall call) {
                    if (call.getOperator() instanceof UserSqlFunction) {
                        throw Util.FoundOne.NULL;
                    }
                    return super.visitCall(call);
                }
            });
            return false;
        } catch (Util.FoundOne found) {
            return true;
        }
    }
}
