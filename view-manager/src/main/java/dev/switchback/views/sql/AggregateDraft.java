package dev.switchback.views.sql;

import dev.switchback.views.manifest.ViewDefinition;
import dev.switchback.views.plan.AggregateState.Kind;
import dev.switchback.views.plan.ColumnType;
import dev.switchback.views.plan.Measure;
import dev.switchback.views.plan.Measure.Formula;
import dev.switchback.views.plan.Measure.Statistic;
import dev.switchback.views.plan.OutputColumn;
import dev.switchback.views.plan.ViewPlan;
import dev.switchback.views.plan.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;

/** Plans an aggregated view: which SELECT entries are dimensions, which are measures, and the states that the measures need. */
final class AggregateDraft {
    private final SourceSchema schema;
    private final ViewProblems problems;
    private final RowExpressions expressions;
    private final List<Dimension> dimensions = new ArrayList<>();
    private final List<PlannedMeasure> planned = new ArrayList<>();

    AggregateDraft(SourceSchema schema, ViewProblems problems) {
        this.schema = schema;
        this.problems = problems;
        this.expressions = new RowExpressions(problems);
    }

    /** @param expression its number in {@link RowExpressions} */
    private record Dimension(String name, int expression) {}

    /** @param arguments their numbers in {@link RowExpressions}; none for COUNT(*) */
    private record PlannedMeasure(String name, AggregateCall call, List<Integer> arguments) {}

    /** Empty after a problem was added. */
    Optional<Draft> draft(ViewDefinition view, Query query) {
        GroupRules rules = new GroupRules(query, problems);
        rules.checkWindow();
        Optional<Integer> where = query.where().map(expressions::add);
        OutputNames names = new OutputNames(problems);
        for (Query.Item item : query.items()) {
            switch (rules.roleOf(item)) {
                case MEASURE -> measure(item, names);
                case DIMENSION ->
                    names.dimension(item)
                            .ifPresent(name -> dimensions.add(new Dimension(name, expressions.add(item.expression()))));
                case WINDOW_BOUND, REFUSED -> {
                    // The window is no output; a refused entry is among the problems.
                }
            }
        }
        rules.checkAllSelected();
        if (problems.isEmpty() && planned.isEmpty()) {
            problems.unsupported(
                    query.items().getFirst().position(),
                    "the view has no aggregate",
                    "Add one, such as COUNT(*) AS events; or leave GROUP BY out to keep every row.");
        }
        if (!problems.isEmpty()) {
            return Optional.empty();
        }
        expressions.resolve(schema, query);
        planned.forEach(this::checkArgument);
        if (!problems.isEmpty()) {
            return Optional.empty();
        }
        return finish(view, query, expressions.get(where));
    }

    private void measure(Query.Item item, OutputNames names) {
        Optional<AggregateCall> call = AggregateCall.read(item.expression(), problems);
        Optional<String> name = names.measure(item);
        if (call.isPresent() && name.isPresent()) {
            planned.add(new PlannedMeasure(
                    name.get(),
                    call.get(),
                    call.get().arguments().stream().map(expressions::add).toList()));
        }
    }

    private void checkArgument(PlannedMeasure measure) {
        if (problems.isEmpty() && !measure.arguments().isEmpty()) {
            new AggregateTypes(problems)
                    .check(
                            measure.call().function(),
                            expressions.type(measure.arguments().getFirst()),
                            measure.call().position());
        }
    }

    private Optional<Draft> finish(ViewDefinition view, Query query, Optional<RexNode> where) {
        List<OutputColumn> columns = new ArrayList<>();
        List<Draft.Slot> slots = new ArrayList<>();
        for (Dimension dimension : dimensions) {
            columns.add(new OutputColumn(dimension.name(), expressions.type(dimension.expression())));
            slots.add(new Draft.Slot(dimension.name(), expressions.get(dimension.expression())));
        }
        if (query.window().orElse(null) instanceof Window.Session) {
            columns.forEach(column -> checkSessionKey(query, column));
            new LiveRules(problems).checkSession(view);
        }
        States states = new States(slots);
        List<Measure> measures = planned.stream().map(m -> measure(m, states)).toList();
        new LiveRules(problems).check(view, measures);
        if (!problems.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Draft(
                where,
                states.slots(),
                program -> new ViewPlan.Aggregate(
                        view.name(),
                        query.window(),
                        columns,
                        states.states(),
                        measures,
                        view.live(),
                        view.history(),
                        program)));
    }

    /** A row replaces the one with an equal key; the two zeros of DOUBLE are equal to a store and are two keys to a processor. */
    private void checkSessionKey(Query query, OutputColumn column) {
        if (column.type().kind() == ColumnType.Kind.DOUBLE) {
            problems.unsupported(
                    query.source().getParserPosition(),
                    "the session key '" + column.name() + "' is a DOUBLE, which has no exact equality",
                    "Declare the column as DECIMAL or BIGINT in the source.");
        }
    }

    private Measure measure(PlannedMeasure measure, States states) {
        String name = measure.name();
        AggregateFunction function = measure.call().function();
        if (measure.arguments().isEmpty()) {
            return new Measure(name, ColumnType.BIGINT, new Formula.Finished(states.countAll()));
        }
        RexNode argument = expressions.get(measure.arguments().getFirst());
        if (function == AggregateFunction.COUNT && argument instanceof RexLiteral literal && !literal.isNull()) {
            return new Measure(name, ColumnType.BIGINT, new Formula.Finished(states.countAll()));
        }
        return switch (function) {
            case COUNT -> finished(measure, Kind.COUNT, states);
            case COUNT_DISTINCT -> finished(measure, Kind.COUNT_DISTINCT, states);
            case APPROX_COUNT_DISTINCT -> finished(measure, Kind.APPROX_COUNT_DISTINCT, states);
            case SUM -> finished(measure, Kind.SUM, states);
            case MIN, ANY_VALUE, BOOL_AND -> finished(measure, Kind.MIN, states);
            case MAX, BOOL_OR -> finished(measure, Kind.MAX, states);
            case ARG_MIN -> finished(measure, Kind.ARG_MIN, states);
            case ARG_MAX -> finished(measure, Kind.ARG_MAX, states);
            case AVG ->
                new Measure(
                        name,
                        ColumnType.DOUBLE,
                        new Formula.Average(
                                states.of(Kind.SUM, name, argument), states.of(Kind.COUNT, name, argument)));
            case APPROX_QUANTILE ->
                new Measure(
                        name,
                        ColumnType.DOUBLE,
                        new Formula.Quantile(
                                states.of(Kind.QUANTILE, name, argument),
                                measure.call().fraction()));
            case VAR_POP -> spread(name, argument, Statistic.VAR_POP, states);
            case VAR_SAMP -> spread(name, argument, Statistic.VAR_SAMP, states);
            case STDDEV_POP -> spread(name, argument, Statistic.STDDEV_POP, states);
            case STDDEV_SAMP -> spread(name, argument, Statistic.STDDEV_SAMP, states);
        };
    }

    private Measure finished(PlannedMeasure measure, Kind kind, States states) {
        RexNode argument = expressions.get(measure.arguments().getFirst());
        int state = measure.arguments().size() == 1
                ? states.of(kind, measure.name(), argument)
                : states.of(
                        kind,
                        measure.name(),
                        argument,
                        expressions.get(measure.arguments().getLast()));
        return new Measure(measure.name(), states.states().get(state).resultType(), new Formula.Finished(state));
    }

    private static Measure spread(String name, RexNode argument, Statistic statistic, States states) {
        int moments = states.of(Kind.MOMENTS, name, argument);
        int count = states.of(Kind.COUNT, name, argument);
        return new Measure(name, ColumnType.DOUBLE, new Formula.Spread(moments, count, statistic));
    }
}
