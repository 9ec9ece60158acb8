package dev.switchback.query.historical;

import dev.switchback.query.historical.AggregateQuery.TimeRange;
import dev.switchback.query.problem.ProblemCode;
import dev.switchback.query.problem.ProblemException;
import dev.switchback.query.request.Completeness;
import dev.switchback.query.request.FilterReader;
import dev.switchback.query.request.OrderKey;
import dev.switchback.query.request.QueryParameters;
import dev.switchback.query.request.Quoted;
import dev.switchback.views.history.HistoryNames;
import dev.switchback.views.plan.Measure;
import dev.switchback.views.plan.OutputColumn;
import dev.switchback.views.plan.ViewPlan;
import dev.switchback.views.plan.Window;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Reads the parameters of a query to one aggregated view. */
final class AggregateQueryReader {
    private final ViewPlan.Aggregate view;
    private final QueryParameters parameters;

    AggregateQueryReader(ViewPlan.Aggregate view, QueryParameters parameters) {
        this.view = view;
        this.parameters = parameters;
    }

    AggregateQuery read() {
        if (view.window().isEmpty()) {
            HistoricalParameters.refuse(
                    parameters,
                    Stream.of("from", "to", "step")
                            .filter(name -> !isDimension(name))
                            .toList(),
                    "cannot be asked of a view without window: it keeps one result for all time; leave it out");
        }
        TimeStep step = new TimeStep.Whole();
        TimeRange range = new TimeRange(Optional.empty(), Optional.empty());
        Completeness complete = Completeness.read(parameters, view);
        switch (view.window().orElse(null)) {
            case Window.Aligned window -> {
                TimeReader time = new TimeReader(view.name(), window, parameters);
                step = time.step();
                range = time.range(step);
                requireAnEnd(complete, step, range);
            }
            case Window.Session _ -> {
                step = SessionTimeReader.step(parameters);
                range = HistoricalParameters.range(parameters);
            }
            case null -> {
                // One result for all time.
            }
        }
        int limit = HistoricalParameters.limit(parameters);
        List<OutputColumn> groupBy = groupBy();
        List<Measure> measures = measures();
        List<OrderKey> order = order(step, groupBy);
        return new AggregateQuery(
                view,
                range,
                step,
                groupBy,
                measures,
                FilterReader.read(parameters, view.dimensions(), HistoricalParameters.OF_AGGREGATES),
                order,
                limit,
                complete);
    }

    private static void requireAnEnd(Completeness complete, TimeStep step, TimeRange range) {
        if (complete == Completeness.ONLY
                && step instanceof TimeStep.Whole
                && range.to().isEmpty()) {
            throw QueryParameters.invalid(
                    Completeness.PARAMETER, "a range without end is never complete; give to, or another step than all");
        }
    }

    private boolean isDimension(String name) {
        return view.dimensions().stream().anyMatch(dimension -> dimension.name().equals(name));
    }

    private List<OutputColumn> groupBy() {
        Optional<Set<String>> names = parameters.list("group_by");
        if (names.isEmpty()) {
            return view.dimensions();
        }
        return names.get().stream()
                .map(name -> view.dimensions().stream()
                        .filter(dimension -> dimension.name().equals(name))
                        .findFirst()
                        .orElseThrow(() -> ProblemException.unknown(
                                ProblemCode.UNKNOWN_DIMENSION,
                                view.name() + " has no dimension " + Quoted.of(name),
                                view.dimensions().stream()
                                        .map(OutputColumn::name)
                                        .toList())))
                .toList();
    }

    private List<Measure> measures() {
        Optional<Set<String>> names = parameters.list("measures");
        if (names.isEmpty()) {
            return view.measures();
        }
        if (names.get().isEmpty()) {
            throw QueryParameters.invalid("measures", "measures names none; leave it out for all of them");
        }
        return names.get().stream()
                .map(name -> view.measures().stream()
                        .filter(measure -> measure.name().equals(name))
                        .findFirst()
                        .orElseThrow(() -> ProblemException.unknown(
                                ProblemCode.UNKNOWN_MEASURE,
                                view.name() + " has no measure " + Quoted.of(name),
                                view.measures().stream().map(Measure::name).toList())))
                .toList();
    }

    /** The order asked for, then time and the dimensions, so that it is complete. */
    private List<OrderKey> order(TimeStep step, List<OutputColumn> groupBy) {
        Stream<String> time = step instanceof TimeStep.Whole ? Stream.of() : Stream.of(HistoryNames.WINDOW_START);
        List<String> keys =
                Stream.concat(time, groupBy.stream().map(OutputColumn::name)).toList();
        List<OrderKey> order =
                new ArrayList<>(OrderKey.read(parameters.list("order_by").orElse(Set.of())));
        Set<String> named = new LinkedHashSet<>(keys);
        view.measures().forEach(measure -> named.add(measure.name()));
        for (OrderKey key : order) {
            if (!named.contains(key.column())) {
                throw ProblemException.unknown(
                        ProblemCode.INVALID_PARAMETER,
                        "the rows cannot be ordered by " + Quoted.of(key.column())
                                + "; order_by takes measures, and window_start and dimensions that the rows have",
                        List.copyOf(named));
            }
        }
        for (String key : keys) {
            if (order.stream().noneMatch(o -> o.column().equals(key))) {
                order.add(new OrderKey(key, false));
            }
        }
        return order;
    }
}
