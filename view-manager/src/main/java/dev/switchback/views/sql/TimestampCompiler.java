package dev.switchback.views.sql;

import dev.switchback.views.program.Expression;
import dev.switchback.views.program.Timestamps;
import java.util.Optional;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.type.SqlTypeName;

/** Compiles functions of timestamps. */
final class TimestampCompiler {
    private final RexCompiler compiler;

    TimestampCompiler(RexCompiler compiler) {
        this.compiler = compiler;
    }

    static boolean isTimestamp(RexNode node) {
        return node.getType().getSqlTypeName() == SqlTypeName.TIMESTAMP;
    }

    /** A timestamp plus or minus an interval of days to seconds. */
    Expression plus(RexCall call, int sign) {
        RexNode timestamp = call.getOperands().get(0);
        RexNode interval = call.getOperands().get(1);
        if (!isTimestamp(timestamp)
                || !SqlTypeName.DAY_INTERVAL_TYPES.contains(interval.getType().getSqlTypeName())
                || !(interval instanceof RexLiteral literal)) {
            throw new UnsupportedSqlException(
                    "this arithmetic with timestamps is not supported",
                    "Add or subtract a constant interval of days, hours, minutes or seconds.");
        }
        Long millis = sign * Literals.as(literal, Long.class);
        return Expression.strict(compiler.compile(timestamp), value -> Timestamps.plus(value, millis));
    }

    Expression floor(RexCall call) {
        return rounded(call, Timestamps.floor(unit(call.getOperands().get(1))));
    }

    Expression ceil(RexCall call) {
        return rounded(call, Timestamps.ceil(unit(call.getOperands().get(1))));
    }

    Expression extract(RexCall call) {
        RexNode timestamp = call.getOperands().get(1);
        String unit = unit(call.getOperands().getFirst());
        if (!isTimestamp(timestamp)) {
            throw RexCompiler.unsupported("EXTRACT from " + timestamp.getType().getSqlTypeName());
        }
        return Expression.strict(
                compiler.compile(timestamp),
                Timestamps.extract(unit)
                        .orElseThrow(() -> new UnsupportedSqlException(
                                "EXTRACT(" + unit + " FROM …) is not supported",
                                "Units: YEAR, QUARTER, MONTH, WEEK, ISOYEAR, DAY, ISODOW, DOY, HOUR, MINUTE, SECOND,"
                                        + " MILLISECOND, EPOCH.")));
    }

    private Expression rounded(RexCall call, Optional<Expression.Unary> function) {
        String unit = unit(call.getOperands().get(1));
        return Expression.strict(
                compiler.compile(call.getOperands().getFirst()),
                function.orElseThrow(() -> new UnsupportedSqlException(
                        call.getOperator().getName() + " to " + unit + " is not supported",
                        "Units: SECOND, MINUTE, HOUR, DAY, WEEK (from Monday), MONTH, QUARTER, YEAR.")));
    }

    private static String unit(RexNode flag) {
        if (flag instanceof RexLiteral literal && literal.getTypeName() == SqlTypeName.SYMBOL) {
            return String.valueOf(literal.getValue());
        }
        throw RexCompiler.unsupported("a computed unit of time");
    }
}
