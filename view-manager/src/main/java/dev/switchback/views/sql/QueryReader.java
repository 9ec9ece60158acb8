package dev.switchback.views.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.calcite.sql.SqlBasicCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.util.SqlShuttle;
import org.jspecify.annotations.Nullable;

/** Takes a parsed query apart and refuses the clauses that views do not have. */
final class QueryReader {
    private final ViewProblems problems;
    private final String eventTime;

    QueryReader(ViewProblems problems, String eventTime) {
        this.problems = problems;
        this.eventTime = eventTime;
    }

    /** Empty after a problem was added. */
    Optional<Query> read(SqlNode tree) {
        if (!(tree instanceof SqlSelect select)) {
            refuseStatement(tree);
            return Optional.empty();
        }
        refuseClauses(select);
        SqlNode from = select.getFrom();
        if (from == null) {
            problems.unsupported(
                    select.getParserPosition(), "the query has no FROM", "Read the pipeline's source in FROM.");
            return Optional.empty();
        }
        Optional<FromReader.From> source = new FromReader(problems, eventTime).read(from);
        if (source.isEmpty() || !problems.isEmpty()) {
            return Optional.empty();
        }
        SqlShuttle unqualified = new Unqualified(source.get().alias());
        List<Query.Item> items = items(select.getSelectList(), unqualified);
        List<SqlNode> groupBy = groupBy(select.getGroup(), unqualified);
        SqlNode where = select.getWhere();
        boolean aggregated =
                select.getGroup() != null || items.stream().anyMatch(item -> Aggregates.isWithin(item.expression()));
        if (aggregated) {
            items.stream()
                    .filter(Query.Item::isStar)
                    .forEach(star -> problems.unsupported(
                            star.position(),
                            "SELECT * is not possible with GROUP BY or aggregates",
                            "Name the columns."));
        }
        return problems.isEmpty()
                ? Optional.of(new Query(
                        source.get().table(),
                        source.get().window(),
                        source.get().sessionKey().stream()
                                .map(column -> column.names.getLast())
                                .toList(),
                        items,
                        Optional.ofNullable(where).map(w -> accept(w, unqualified)),
                        groupBy,
                        aggregated))
                : Optional.empty();
    }

    private void refuseStatement(SqlNode tree) {
        switch (tree.getKind()) {
            case ORDER_BY ->
                problems.unsupported(
                        tree.getParserPosition(),
                        "ORDER BY, LIMIT and OFFSET are not part of a view",
                        "Leave them out and ask the query API with order_by and limit.");
            case UNION, INTERSECT, EXCEPT ->
                problems.unsupported(
                        tree.getParserPosition(),
                        tree.getKind() + " is not supported",
                        "Define one view for each part.");
            case WITH ->
                problems.unsupported(
                        tree.getParserPosition(), "WITH is not supported", "Write one SELECT over the source.");
            default ->
                problems.unsupported(
                        tree.getParserPosition(),
                        tree.getKind() + " is not supported",
                        "A view is one SELECT over the source.");
        }
    }

    private void refuseClauses(SqlSelect select) {
        if (select.isDistinct()) {
            problems.unsupported(
                    select.getParserPosition(),
                    "SELECT DISTINCT is not supported",
                    "Group by the columns and count: SELECT a, COUNT(*) AS events … GROUP BY a.");
        }
        refuse(select.getHaving(), "HAVING is not supported", "Select the value as a measure and filter in the query.");
        refuse(select.getQualify(), "QUALIFY is not supported", "Use the query API's top-N.");
        SqlNodeList windows = select.getWindowList();
        if (windows != null && !windows.isEmpty()) {
            refuse(windows, "WINDOW is not supported", "Group by a window of TUMBLE or HOP instead.");
        }
        if (select.hasHints()) {
            refuse(select, "hints are not supported", "Leave them out.");
        }
    }

    private void refuse(@Nullable SqlNode clause, String message, String advice) {
        if (clause != null) {
            problems.unsupported(clause.getParserPosition(), message, advice);
        }
    }

    private static List<Query.Item> items(SqlNodeList list, SqlShuttle unqualified) {
        List<Query.Item> items = new ArrayList<>();
        for (SqlNode node : list) {
            if (node instanceof SqlBasicCall call && call.getKind() == SqlKind.AS) {
                Optional<String> name = Optional.of(((SqlIdentifier) call.operand(1)).getSimple());
                items.add(new Query.Item(accept(call.operand(0), unqualified), name));
            } else {
                SqlNode expression = accept(node, unqualified);
                Optional<String> name = expression instanceof SqlIdentifier identifier && identifier.isSimple()
                        ? Optional.of(identifier.getSimple())
                        : Optional.empty();
                items.add(new Query.Item(expression, name));
            }
        }
        return items;
    }

    private List<SqlNode> groupBy(@Nullable SqlNodeList group, SqlShuttle unqualified) {
        List<SqlNode> expressions = new ArrayList<>();
        if (group == null) {
            return expressions;
        }
        for (SqlNode node : group) {
            switch (node.getKind()) {
                case ROLLUP, CUBE, GROUPING_SETS, GROUP_BY_DISTINCT ->
                    problems.unsupported(
                            node.getParserPosition(),
                            node.getKind() + " is not supported",
                            "Group by the finest keys; queries group by fewer dimensions themselves.");
                case LITERAL ->
                    problems.unsupported(
                            node.getParserPosition(),
                            "GROUP BY a constant or a position is not supported",
                            "Repeat the expression of the SELECT list.");
                case ROW ->
                    problems.unsupported(
                            node.getParserPosition(), "GROUP BY (a, b) is not supported", "Write GROUP BY a, b.");
                default -> {
                    if (!(node instanceof SqlNodeList empty && empty.isEmpty())) {
                        expressions.add(accept(node, unqualified));
                    }
                }
            }
        }
        return expressions;
    }

    /** A column for sure: unquoted, one called {@code user} would be taken for the function USER. */
    static SqlIdentifier column(String name, SqlParserPos position) {
        return new SqlIdentifier(List.of(name), null, position, List.of(position.withQuoting(true)));
    }

    private static SqlNode accept(SqlNode node, SqlShuttle shuttle) {
        SqlNode result = node.accept(shuttle);
        return result == null ? node : result;
    }

    /** Removes the table's alias from columns; there is only one table. */
    private static final class Unqualified extends SqlShuttle {
        private final String alias;

        private Unqualified(String alias) {
            this.alias = alias;
        }

        @Override
        public SqlNode visit(SqlIdentifier identifier) {
            return identifier.names.size() == 2 && identifier.names.getFirst().equals(alias) && !identifier.isStar()
                    ? column(identifier.names.getLast(), identifier.getComponentParserPosition(1))
                    : identifier;
        }
    }
}
