package dev.switchback.control.diff;

import dev.switchback.control.diff.SharedValue.Comparison;
import dev.switchback.views.VersionId;
import dev.switchback.views.history.HistoryNames;
import dev.switchback.views.history.HistorySchema;
import dev.switchback.views.plan.AggregateState;
import dev.switchback.views.plan.ColumnType;
import dev.switchback.views.plan.Measure;
import dev.switchback.views.plan.OutputColumn;
import dev.switchback.views.plan.ViewPlan;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A view of two versions, and what of it can be compared.
 *
 * @param obstacle why its keys cannot be compared, in one sentence; empty where they can
 * @param keys columns that tell its groups apart; for a row-by-row view partition and offset, so that the same event is compared
 * @param values what both have
 */
record ViewPair(
        String name,
        Side from,
        Side to,
        Optional<String> obstacle,
        List<KeyColumn> keys,
        List<SharedValue> values,
        ViewDiff.Columns columns) {
    private static final List<KeyColumn> OFFSETS = List.of(
            new KeyColumn(HistoryNames.PARTITION, ColumnType.INTEGER),
            new KeyColumn(HistoryNames.OFFSET, ColumnType.BIGINT));

    /** Of one row, as a session is. */
    private static final String END = "max(" + HistoryNames.quote(HistoryNames.WINDOW_END) + ")";

    private static final SharedValue SESSION_END = new SharedValue(
            HistoryNames.WINDOW_END,
            ColumnType.TIMESTAMP,
            Comparison.EXACT,
            END,
            END,
            Optional.empty(),
            Optional.empty());

    /** The view in one version. */
    record Side(VersionId version, ViewPlan plan) {
        boolean isGrouped() {
            return plan instanceof ViewPlan.Aggregate;
        }
    }

    static ViewPair of(Side from, Side to) {
        ViewDiff.Columns columns = columns(types(from.plan), types(to.plan));
        List<KeyColumn> keys = keys(from.plan);
        return new ViewPair(
                from.plan.name(), from, to, obstacle(from, to, keys), keys, values(from.plan, to.plan), columns);
    }

    private static Optional<String> obstacle(Side from, Side to, List<KeyColumn> keys) {
        if (from.isGrouped() != to.isGrouped()) {
            return Optional.of("One version groups its rows, and the other one does not.");
        }
        if (from.plan instanceof ViewPlan.Aggregate a
                && to.plan instanceof ViewPlan.Aggregate b
                && !haveWindowsInCommon(a, b)) {
            return Optional.of("The versions' windows differ, so their groups have nothing in common.");
        }
        return Set.copyOf(keys).equals(Set.copyOf(keys(to.plan)))
                ? Optional.empty()
                : Optional.of("The versions group by other columns: " + names(keys) + " and " + names(keys(to.plan))
                        + ", so their groups have nothing in common.");
    }

    /** Sessions of other gaps begin where those of a smaller one may begin too. */
    private static boolean haveWindowsInCommon(ViewPlan.Aggregate a, ViewPlan.Aggregate b) {
        return (a.session().isPresent() && b.session().isPresent())
                || a.window().equals(b.window());
    }

    private static String names(List<KeyColumn> keys) {
        return keys.stream()
                .map(key -> key.name() + " " + key.type().sql())
                .collect(Collectors.joining(", ", "(", ")"));
    }

    private static List<KeyColumn> keys(ViewPlan view) {
        return switch (view) {
            case ViewPlan.Aggregate aggregate -> {
                List<KeyColumn> keys = new ArrayList<>();
                aggregate
                        .window()
                        .ifPresent(w -> keys.add(new KeyColumn(HistoryNames.WINDOW_START, ColumnType.TIMESTAMP)));
                aggregate.dimensions().forEach(each -> keys.add(new KeyColumn(each.name(), each.type())));
                yield List.copyOf(keys);
            }
            case ViewPlan.Rows rows -> OFFSETS;
        };
    }

    private static List<OutputColumn> types(ViewPlan view) {
        return switch (view) {
            case ViewPlan.Aggregate aggregate -> {
                List<OutputColumn> columns = new ArrayList<>(aggregate.dimensions());
                aggregate.measures().forEach(each -> columns.add(new OutputColumn(each.name(), each.type())));
                yield columns;
            }
            case ViewPlan.Rows rows -> rows.columns();
        };
    }

    private static ViewDiff.Columns columns(List<OutputColumn> from, List<OutputColumn> to) {
        Map<String, ColumnType> after = to.stream().collect(Collectors.toMap(OutputColumn::name, OutputColumn::type));
        Map<String, ColumnType> before =
                from.stream().collect(Collectors.toMap(OutputColumn::name, OutputColumn::type));
        List<String> changed = from.stream()
                .filter(each -> after.containsKey(each.name()) && !each.type().equals(after.get(each.name())))
                .map(OutputColumn::name)
                .toList();
        return new ViewDiff.Columns(missing(from, after), missing(to, before), changed);
    }

    private static List<String> missing(List<OutputColumn> columns, Map<String, ColumnType> other) {
        return columns.stream()
                .map(OutputColumn::name)
                .filter(name -> !other.containsKey(name))
                .toList();
    }

    private static List<SharedValue> values(ViewPlan from, ViewPlan to) {
        if (from instanceof ViewPlan.Aggregate a && to instanceof ViewPlan.Aggregate b) {
            Map<String, Measure> others =
                    b.measures().stream().collect(Collectors.toMap(Measure::name, Function.identity()));
            List<SharedValue> values = new ArrayList<>();
            if (a.session().isPresent() && b.session().isPresent()) {
                values.add(SESSION_END);
            }
            for (Measure measure : a.measures()) {
                Measure other = others.get(measure.name());
                if (other != null && other.type().equals(measure.type())) {
                    values.add(value(a, measure, b, other));
                }
            }
            return values;
        }
        if (from instanceof ViewPlan.Rows a && to instanceof ViewPlan.Rows b) {
            Set<OutputColumn> others = new HashSet<>(b.columns());
            return a.columns().stream()
                    .filter(others::contains)
                    .map(ViewPair::value)
                    .toList();
        }
        return List.of();
    }

    private static SharedValue value(OutputColumn column) {
        String name = HistoryNames.quote(column.name());
        return new SharedValue(
                column.name(), column.type(), Comparison.EXACT, name, name, Optional.empty(), Optional.empty());
    }

    private static SharedValue value(ViewPlan.Aggregate from, Measure a, ViewPlan.Aggregate to, Measure b) {
        Optional<String> fromScale = scale(from, a);
        Optional<String> toScale = scale(to, b);
        Comparison comparison =
                a.formula() instanceof Measure.Formula.Spread || b.formula() instanceof Measure.Formula.Spread
                        ? Comparison.SPREAD
                        : fromScale.isPresent() || toScale.isPresent() ? Comparison.SUM : Comparison.EXACT;
        return new SharedValue(
                a.name(),
                a.type(),
                comparison,
                HistorySchema.measure(from, a),
                HistorySchema.measure(to, b),
                fromScale,
                toScale);
    }

    /** What the rounding of a sum of doubles is measured by; empty for what is exact. */
    private static Optional<String> scale(ViewPlan.Aggregate view, Measure measure) {
        return switch (measure.formula()) {
            case Measure.Formula.Finished(int state) -> magnitude(view.states().get(state));
            case Measure.Formula.Average(int sum, int count) ->
                magnitude(view.states().get(sum))
                        .map(magnitude -> magnitude + " / nullIf(sum("
                                + HistoryNames.quote(view.states().get(count).column()) + "), 0)");
            case Measure.Formula.Quantile quantile -> Optional.empty();
            case Measure.Formula.Spread spread -> Optional.empty();
        };
    }

    private static Optional<String> magnitude(AggregateState state) {
        return state.kind() == AggregateState.Kind.SUM && state.resultType().equals(ColumnType.DOUBLE)
                ? Optional.of("sum(abs(" + HistoryNames.quote(state.column()) + "))")
                : Optional.empty();
    }
}
