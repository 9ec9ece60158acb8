package dev.switchback.views.sql;

import dev.switchback.views.manifest.ViewDefinition;
import dev.switchback.views.plan.OutputColumn;
import dev.switchback.views.plan.ViewPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.calcite.sql.parser.SqlParserPos;

/** Plans a view row by row. */
final class RowsDraft {
    private final SourceSchema schema;
    private final ViewProblems problems;

    RowsDraft(SourceSchema schema, ViewProblems problems) {
        this.schema = schema;
        this.problems = problems;
    }

    /** Empty after a problem was added. */
    Optional<Draft> draft(ViewDefinition view, Query query) {
        if (query.window().isPresent()) {
            problems.unsupported(
                    query.source().getParserPosition(),
                    "a view row by row has no window",
                    "Read FROM " + query.source() + " itself, or GROUP BY window_start and aggregate.");
        }
        if (view.live().isPresent()) {
            problems.live(
                    "a view row by row cannot be kept in the live store", "Remove 'live', or aggregate with GROUP BY.");
        }
        OutputNames names = new OutputNames(problems);
        RowExpressions expressions = new RowExpressions(problems);
        Optional<Integer> where = query.where().map(expressions::add);
        List<String> columns = new ArrayList<>();
        List<Integer> numbers = new ArrayList<>();
        for (Query.Item item : expanded(query)) {
            names.dimension(item).ifPresent(name -> {
                columns.add(name);
                numbers.add(expressions.add(item.expression()));
            });
        }
        expressions.resolve(schema, query);
        if (!problems.isEmpty()) {
            return Optional.empty();
        }
        List<OutputColumn> outputs = new ArrayList<>();
        List<Draft.Slot> slots = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            outputs.add(new OutputColumn(columns.get(i), expressions.type(numbers.get(i))));
            slots.add(new Draft.Slot(columns.get(i), expressions.get(numbers.get(i))));
        }
        return Optional.of(new Draft(
                expressions.get(where),
                slots,
                program -> new ViewPlan.Rows(view.name(), outputs, view.history(), program)));
    }

    /** With {@code *} written out as the source's columns. */
    private List<Query.Item> expanded(Query query) {
        List<Query.Item> items = new ArrayList<>();
        for (Query.Item item : query.items()) {
            if (item.isStar()) {
                SqlParserPos position = item.position();
                schema.columnNames()
                        .forEach(name ->
                                items.add(new Query.Item(QueryReader.column(name, position), Optional.of(name))));
            } else {
                items.add(item);
            }
        }
        return items;
    }
}
