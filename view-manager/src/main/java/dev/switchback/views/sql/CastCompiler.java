package dev.switchback.views.sql;

import dev.switchback.views.plan.ColumnType;
import dev.switchback.views.plan.ColumnType.Kind;
import dev.switchback.views.program.Casts;
import dev.switchback.views.program.Expression;
import dev.switchback.views.program.Texts;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.type.SqlTypeName;

/** Compiles CAST. */
final class CastCompiler {
    private final RexCompiler compiler;

    CastCompiler(RexCompiler compiler) {
        this.compiler = compiler;
    }

    Expression compile(RexCall call, RexNode operand) {
        ColumnType from = RexCompiler.typeOf(operand);
        ColumnType to = RexCompiler.typeOf(call);
        RelDataType target = call.getType();
        if (target.getSqlTypeName() == SqlTypeName.CHAR && operand.getType().getSqlTypeName() != SqlTypeName.CHAR) {
            throw new UnsupportedSqlException("CHAR is not supported", "Use VARCHAR.");
        }
        if (target.getSqlTypeName() == SqlTypeName.TIMESTAMP
                && from.kind() == Kind.TIMESTAMP
                && target.getPrecision() < 3) {
            // Fewer digits than milliseconds: FLOOR says it better than a cast that looks harmless.
            throw new UnsupportedSqlException(
                    "TIMESTAMP(" + target.getPrecision() + ") is not supported",
                    "Use TIMESTAMP(3), or FLOOR(… TO SECOND) to cut off milliseconds.");
        }
        Expression cast = Expression.strict(
                compiler.compile(operand),
                Casts.between(from, to)
                        .orElseThrow(() -> new UnsupportedSqlException(
                                "CAST of " + from.sql() + " to " + to.sql() + " is not supported",
                                "Cast between numbers, and to or from VARCHAR.")));
        boolean bounded = target.getSqlTypeName() == SqlTypeName.VARCHAR
                && target.getPrecision() != RelDataType.PRECISION_NOT_SPECIFIED;
        return bounded ? Expression.strict(cast, text -> Texts.truncate((String) text, target.getPrecision())) : cast;
    }
}
