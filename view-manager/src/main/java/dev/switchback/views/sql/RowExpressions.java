package dev.switchback.views.sql;

import dev.switchback.views.plan.ColumnType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParserPos;

/** Collects the row-level expressions of one view, gives them types all at once, and checks that each can be evaluated. Not thread-safe. */
final class RowExpressions {
    private final ViewProblems problems;
    private final List<SqlNode> expressions = new ArrayList<>();
    private List<RexNode> typed = List.of();

    RowExpressions(ViewProblems problems) {
        this.problems = problems;
    }

    /** Number of the expression for {@link #get}. */
    int add(SqlNode expression) {
        expressions.add(expression);
        return expressions.size() - 1;
    }

    /** To be called once, when all are added. */
    void resolve(SourceSchema schema, Query query) {
        typed = RowQuery.convert(schema, query.source(), expressions);
        RexCompiler compiler = new RexCompiler(index -> index);
        for (int i = 0; i < typed.size(); i++) {
            try {
                compiler.compile(typed.get(i));
                RexCompiler.typeOf(typed.get(i));
            } catch (UnsupportedSqlException e) {
                problems.unsupported(position(i), e.getMessage(), e.advice());
            }
        }
    }

    RexNode get(int number) {
        return typed.get(number);
    }

    Optional<RexNode> get(Optional<Integer> number) {
        return number.map(typed::get);
    }

    ColumnType type(int number) {
        return RexCompiler.typeOf(typed.get(number));
    }

    SqlParserPos position(int number) {
        return expressions.get(number).getParserPosition();
    }
}
