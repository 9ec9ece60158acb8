package dev.switchback.views.sql;

import dev.switchback.views.plan.ColumnType;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlKind;

/** Finds IN lists again, which Calcite hands over as {@code x = a OR x = b OR …}. */
final class Disjunction {
    private Disjunction() {}

    /** {@code operand IN (constants)}; the constants are not NULL. */
    record Membership(RexNode operand, Set<Object> constants) {}

    /** Empty unless all alternatives compare one operand with constants whose class has a fitting {@code equals}. */
    static Optional<Membership> membership(RexCall or) {
        RexNode operand = null;
        Set<Object> constants = new HashSet<>();
        for (RexNode alternative : or.getOperands()) {
            if (!(alternative instanceof RexCall equal)
                    || equal.getKind() != SqlKind.EQUALS
                    || !(equal.getOperands().get(1) instanceof RexLiteral literal)) {
                return Optional.empty();
            }
            RexNode left = equal.getOperands().getFirst();
            Object constant = Literals.value(literal);
            if (constant == null || (operand != null && !operand.equals(left)) || !isDirect(left, literal)) {
                return Optional.empty();
            }
            operand = left;
            constants.add(constant);
        }
        return operand == null ? Optional.empty() : Optional.of(new Membership(operand, constants));
    }

    private static boolean isDirect(RexNode left, RexLiteral right) {
        Optional<ColumnType> type = SqlTypes.of(left.getType());
        return type.isPresent()
                && type.equals(SqlTypes.of(right.getType()))
                && switch (type.get().kind()) {
                    case INTEGER, BIGINT, VARCHAR, BOOLEAN, TIMESTAMP -> true;
                    case DOUBLE, DECIMAL -> false;
                };
    }
}
