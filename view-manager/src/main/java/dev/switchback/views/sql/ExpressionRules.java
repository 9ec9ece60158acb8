package dev.switchback.views.sql;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlDynamicParam;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.jspecify.annotations.Nullable;

/** Refuses, with their place, the operators and functions that views do not have. */
final class ExpressionRules extends SqlBasicVisitor<@Nullable Void> {
    private static final Set<SqlKind> OPERATORS = EnumSet.of(
            SqlKind.AND,
            SqlKind.OR,
            SqlKind.NOT,
            SqlKind.IS_NULL,
            SqlKind.IS_NOT_NULL,
            SqlKind.IS_TRUE,
            SqlKind.IS_NOT_TRUE,
            SqlKind.IS_FALSE,
            SqlKind.IS_NOT_FALSE,
            SqlKind.IS_UNKNOWN,
            SqlKind.IS_DISTINCT_FROM,
            SqlKind.IS_NOT_DISTINCT_FROM,
            SqlKind.EQUALS,
            SqlKind.NOT_EQUALS,
            SqlKind.LESS_THAN,
            SqlKind.LESS_THAN_OR_EQUAL,
            SqlKind.GREATER_THAN,
            SqlKind.GREATER_THAN_OR_EQUAL,
            SqlKind.BETWEEN,
            SqlKind.IN,
            SqlKind.NOT_IN,
            SqlKind.LIKE,
            SqlKind.PLUS,
            SqlKind.MINUS,
            SqlKind.TIMES,
            SqlKind.DIVIDE,
            SqlKind.MOD,
            SqlKind.PLUS_PREFIX,
            SqlKind.MINUS_PREFIX,
            SqlKind.CASE,
            SqlKind.CAST,
            SqlKind.FILTER);
    private static final Set<String> NOT_DETERMINISTIC = Set.of("NOW", "RAND", "RAND_INTEGER", "RANDOM", "UUID");
    private static final Set<String> WINDOW_FUNCTIONS = Set.of(
            "TUMBLE",
            "TUMBLE_START",
            "TUMBLE_END",
            "HOP",
            "HOP_START",
            "HOP_END",
            "SESSION",
            "SESSION_START",
            "SESSION_END");

    private final ViewProblems problems;
    private final UserFunctions functions;

    ExpressionRules(ViewProblems problems, UserFunctions functions) {
        this.problems = problems;
        this.functions = functions;
    }

    /** Whether an upper-case name is taken, also for being refused. */
    static boolean isBuiltIn(String name) {
        return NOT_DETERMINISTIC.contains(name)
                || WINDOW_FUNCTIONS.contains(name)
                || FunctionCompiler.NAMES.contains(name)
                || AggregateFunction.of(name).isPresent();
    }

    void check(SqlNode expression) {
        expression.accept(this);
    }

    @Override
    public @Nullable Void visit(SqlCall call) {
        String name = call.getOperator().getName().toUpperCase(Locale.ROOT).replace("$", "");
        if (call.getKind().belongsTo(SqlKind.QUERY) || call.getKind() == SqlKind.EXISTS) {
            problems.unsupported(
                    call.getParserPosition(), "subqueries are not supported", "Write one SELECT over the source.");
        } else if (call.getKind() == SqlKind.OVER) {
            problems.unsupported(
                    call.getParserPosition(), "OVER is not supported", "Group by a window of TUMBLE or HOP instead.");
        } else if (NOT_DETERMINISTIC.contains(name) || QueryParser.VALUES.contains(name)) {
            refuseEnvironment(call, name);
        } else if (WINDOW_FUNCTIONS.contains(name)) {
            problems.unsupported(
                    call.getParserPosition(),
                    name + " in GROUP BY or SELECT is not supported",
                    "Write FROM TABLE(TUMBLE(TABLE source, DESCRIPTOR(event_time_column), INTERVAL '1' MINUTE))"
                            + " and GROUP BY window_start.");
        } else if (AggregateFunction.of(name).isPresent()) {
            new AggregateShapes(problems).check(call, AggregateFunction.of(name).get());
            return super.visit(call);
        } else if (OPERATORS.contains(call.getKind())
                || name.equals("||")
                || functions.has(name)
                || FunctionCompiler.NAMES.contains(name)) {
            return super.visit(call);
        } else {
            problems.unsupported(
                    call.getParserPosition(),
                    name + " is not supported",
                    "Functions: " + String.join(", ", FunctionCompiler.NAMES) + "; aggregates: "
                            + String.join(", ", AggregateFunction.names().toList())
                            + (functions.names().isEmpty()
                                    ? ""
                                    : "; functions of the manifest: " + String.join(", ", functions.names()))
                            + ".");
        }
        return null;
    }

    /** Unless quoted, CURRENT_TIMESTAMP and its like parse as names. */
    @Override
    public @Nullable Void visit(SqlIdentifier identifier) {
        if (identifier.isSimple()
                && !identifier.isComponentQuoted(0)
                && QueryParser.VALUES.contains(identifier.getSimple().toUpperCase(Locale.ROOT))) {
            refuseEnvironment(identifier, identifier.getSimple());
        }
        return null;
    }

    private void refuseEnvironment(SqlNode node, String name) {
        problems.unsupported(
                node.getParserPosition(),
                name + " does not come from the event: a replay would give another result",
                "Use a column of the event, such as its event time; a column of this name goes in backticks.");
    }

    @Override
    public @Nullable Void visit(SqlDynamicParam parameter) {
        problems.unsupported(parameter.getParserPosition(), "parameters are not supported", "Write the value itself.");
        return null;
    }
}
