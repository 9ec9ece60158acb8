package dev.switchback.views.sql;

import dev.switchback.views.plan.Window;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.apache.calcite.util.Litmus;
import org.apache.calcite.util.Util;

/** Relates the SELECT list of an aggregated view to its GROUP BY. Not thread-safe. */
final class GroupRules {
    private final Query query;
    private final ViewProblems problems;
    private final List<SqlNode> selected = new ArrayList<>();

    /** What an entry of the SELECT list is. */
    enum Role {
        DIMENSION,
        MEASURE,
        WINDOW_BOUND,
        /** A problem was added. */
        REFUSED
    }

    GroupRules(Query query, ViewProblems problems) {
        this.query = query;
        this.problems = problems;
    }

    /** The window must be grouped by, and its bounds are keys only, no values to calculate with. */
    void checkWindow() {
        if (query.window().isPresent() && query.groupBy().stream().noneMatch(query::isWindowBound)) {
            problems.unsupported(
                    query.source().getParserPosition(),
                    "the view reads windows, but does not group by them",
                    "Add GROUP BY window_start, or read FROM " + query.source() + " itself.");
        }
        if (query.window().orElse(null) instanceof Window.Session) {
            checkSessionKey();
        }
        query.where().ifPresent(this::refuseWindowBounds);
        query.groupBy().stream().filter(g -> !query.isWindowBound(g)).forEach(this::refuseWindowBounds);
    }

    /** A session belongs to a key, and its row shows the key: neither more nor less can be grouped by. */
    private void checkSessionKey() {
        Set<String> missing = new LinkedHashSet<>(query.sessionKey());
        for (SqlNode group : query.groupBy()) {
            if (query.isWindowBound(group)) {
                continue;
            }
            if (!(group instanceof SqlIdentifier column && query.sessionKey().contains(column.getSimple()))) {
                refuse(
                        group,
                        "'" + SqlTexts.of(group)
                                + "' is not part of the session's key, so a session has no one value of it",
                        "Add it to PARTITION BY, or leave it out of GROUP BY and aggregate it.");
            } else {
                missing.remove(column.getSimple());
            }
        }
        if (!missing.isEmpty()) {
            refuse(
                    query.source(),
                    "the view does not group by the whole key of its sessions",
                    "Add to GROUP BY and SELECT: " + String.join(", ", missing) + "; queries may group by less.");
        }
    }

    Role roleOf(Query.Item item) {
        SqlNode expression = item.expression();
        if (query.isWindowBound(expression)) {
            String bound = ((SqlIdentifier) expression).getSimple();
            return item.name().filter(bound::equals).isPresent()
                    ? Role.WINDOW_BOUND
                    : refuse(expression, bound + " keeps its own name", "Leave its AS out.");
        }
        refuseWindowBounds(expression);
        if (Aggregates.isAggregate(expression)) {
            return Role.MEASURE;
        }
        if (Aggregates.isWithin(expression)) {
            return refuse(
                    expression,
                    "expressions over aggregates are not supported",
                    "Select each aggregate under its own name and combine them where they are read.");
        }
        if (query.groupBy().stream().anyMatch(g -> g.equalsDeep(expression, Litmus.IGNORE))) {
            if (selected.stream().anyMatch(s -> s.equalsDeep(expression, Litmus.IGNORE))) {
                return refuse(expression, "this GROUP BY expression is selected twice", "Select it once.");
            }
            selected.add(expression);
            return Role.DIMENSION;
        }
        if (isConstant(expression)) {
            return Role.DIMENSION;
        }
        return refuse(
                expression,
                "'" + SqlTexts.of(expression) + "' is neither aggregated nor a GROUP BY expression",
                "Put the whole expression into GROUP BY, or aggregate it.");
    }

    /** To be called after {@link #roleOf} for all entries. */
    void checkAllSelected() {
        for (SqlNode group : query.groupBy()) {
            if (!query.isWindowBound(group) && selected.stream().noneMatch(s -> s.equalsDeep(group, Litmus.IGNORE))) {
                problems.unsupported(
                        group.getParserPosition(),
                        "the GROUP BY expression '" + SqlTexts.of(group) + "' is not selected",
                        "Select it, with a name.");
            }
        }
    }

    private Role refuse(SqlNode node, String message, String advice) {
        problems.unsupported(node.getParserPosition(), message, advice);
        return Role.REFUSED;
    }

    private void refuseWindowBounds(SqlNode expression) {
        expression.accept(new SqlBasicVisitor<Void>() {
            @Override
            public Void visit(SqlIdentifier identifier) {
                if (query.isWindowBound(identifier)) {
                    refuse(
                            identifier,
                            identifier + " can be grouped by and selected, but not be part of an expression",
                            "Use the event time column in expressions.");
                }
                return super.visit(identifier);
            }
        });
    }

    private static boolean isConstant(SqlNode expression) {
        try {
            expression.accept(new SqlBasicVisitor<Void>() {
                @Override
                public Void visit(SqlIdentifier identifier) {
                    throw Util.FoundOne.NULL;
                }

                @Override
                public Void visit(SqlCall call) {
                    return super.visit(call);
                }
            });
            return true;
        } catch (Util.FoundOne found) {
            return false;
        }
    }
}
