package dev.switchback.views.sql;

import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.validate.SqlValidator;

/** Gives row expressions their types and meaning, by way of a query that selects them all from the source. */
final class RowQuery {
    private RowQuery() {}

    /** The expressions in order; their inputs are the source's columns in the manifest's order. */
    static List<RexNode> convert(SourceSchema schema, SqlIdentifier source, List<SqlNode> expressions) {
        if (expressions.isEmpty()) {
            return List.of();
        }
        SqlSelect select = new SqlSelect(
                SqlParserPos.ZERO,
                null,
                new SqlNodeList(expressions, SqlParserPos.ZERO),
                source,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
        SqlValidator validator = schema.validator();
        RelNode plan = schema.convert(validator, validator.validate(select));
        RexBuilder builder = schema.rexBuilder();
        List<RexNode> nodes = new ArrayList<>();
        if (plan instanceof Project project) {
            // Calcite folds comparisons into SEARCH; the plain form is what the compiler knows.
            project.getProjects().forEach(node -> nodes.add(RexUtil.expandSearch(builder, null, node)));
        } else {
            // A projection of all columns in their order is left out.
            plan.getRowType().getFieldList().forEach(f -> nodes.add(builder.makeInputRef(f.getType(), f.getIndex())));
        }
        return nodes;
    }
}
