package dev.switchback.views.sql;

import java.util.Locale;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.apache.calcite.util.Util;

/** Knows the aggregate functions of views. */
final class Aggregates {
    private Aggregates() {}

    /** The name of the function called, in upper case. */
    static String name(SqlCall call) {
        return call.getOperator().getName().toUpperCase(Locale.ROOT);
    }

    /** Whether the node itself is an aggregate, with or without FILTER. */
    static boolean isAggregate(SqlNode node) {
        return node instanceof SqlCall call
                && (call.getKind() == SqlKind.FILTER
                        || AggregateFunction.of(name(call)).isPresent());
    }

    /** Whether there is an aggregate anywhere in the expression. */
    static boolean isWithin(SqlNode node) {
        try {
            node.accept(new SqlBasicVisitor<Void>() {
                @Override
                public Void visit(SqlCall call) {
                    if (isAggregate(call)) {
                        throw Util.FoundOne.NULL;
                    }
                    return super.visit(call);
                }
            });
            return false;
        } catch (Util.FoundOne found) {
            return true;
        }
    }
}
