package dev.switchback.query.historical;

import dev.switchback.query.problem.ProblemCode;
import dev.switchback.query.problem.ProblemException;
import dev.switchback.query.request.Completeness;
import dev.switchback.query.request.FilterReader;
import dev.switchback.query.request.OrderKey;
import dev.switchback.query.request.QueryParameters;
import dev.switchback.query.request.Quoted;
import dev.switchback.query.request.ResultColumn;
import dev.switchback.views.VersionId;
import dev.switchback.views.history.HistoryNames;
import dev.switchback.views.plan.ColumnType;
import dev.switchback.views.plan.OutputColumn;
import dev.switchback.views.plan.ViewPlan;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Queries to row-by-row views: filters, an order and a limit; a range of time where the view shows the event time. */
final class RowsSelect {
    private final ViewPlan.Rows view;
    private final QueryParameters parameters;
    private final Optional<OutputColumn> eventTime;
    private final Statement statement = new Statement();

    /** @param eventTime name of the source's event-time column; the view shows it if it has a column of that name and type */
    RowsSelect(ViewPlan.Rows view, QueryParameters parameters, String eventTime) {
        this.view = view;
        this.parameters = parameters;
        this.eventTime = view.columns().stream()
                .filter(column ->
                        column.name().equals(eventTime) && column.type().equals(ColumnType.TIMESTAMP))
                .findFirst();
    }

    /** @param hiddenUpTo events at or before it are past the view's retention */
    Select build(VersionId version, Optional<Instant> hiddenUpTo) {
        HistoricalParameters.refuse(
                parameters,
                missing(Stream.of("step", "group_by", "measures", Completeness.PARAMETER)),
                "cannot be asked of a view that keeps one row per event; leave it out");
        if (eventTime.isPresent()) {
            String time = HistoryNames.quote(eventTime.get().name());
            var range = HistoricalParameters.range(parameters);
            range.from().ifPresent(from -> statement.where(time + " >= " + bound(from)));
            range.to().ifPresent(to -> statement.where(time + " < " + bound(to)));
            // Rows without event time do not exist, but the column may be nullable: keep what cannot be judged.
            hiddenUpTo.ifPresent(last -> statement.where("ifNull(" + time + " > " + bound(last) + ", true)"));
        } else {
            HistoricalParameters.refuse(
                    parameters,
                    missing(Stream.of("from", "to")),
                    "needs the event time, which this view does not show; leave it out");
        }
        int limit = HistoricalParameters.limit(parameters);
        String order = order();
        FilterReader.read(parameters, view.columns(), HistoricalParameters.OF_ROWS)
                .forEach(statement::where);
        List<ResultColumn> columns = view.columns().stream()
                .map(column -> new ResultColumn(column.name(), column.type()))
                .toList();
        List<String> selected = view.columns().stream()
                .map(column -> ColumnSql.read(column) + " AS " + HistoryNames.quote("#" + column.name()))
                .toList();
        String sql = "SELECT " + String.join(",\n       ", selected)
                + "\nFROM " + HistoryNames.table(version, view.name())
                + statement.whereClause()
                + "\nORDER BY " + order
                + "\nLIMIT " + (limit + 1);
        return new Select(sql, statement.parameters(), columns, limit);
    }

    private List<String> missing(Stream<String> names) {
        return names.filter(
                        name -> view.columns().stream().noneMatch(c -> c.name().equals(name)))
                .toList();
    }

    private String bound(Instant instant) {
        return statement.bind(ColumnType.TIMESTAMP, instant.toEpochMilli());
    }

    /** The order asked for, then event time, then the place in the topic, which no two rows share. */
    private String order() {
        List<OrderKey> order =
                new ArrayList<>(OrderKey.read(parameters.list("order_by").orElse(Set.of())));
        List<String> names = view.columns().stream().map(OutputColumn::name).toList();
        for (OrderKey key : order) {
            if (!names.contains(key.column())) {
                throw ProblemException.unknown(
                        ProblemCode.INVALID_PARAMETER,
                        "the rows cannot be ordered by " + Quoted.of(key.column())
                                + "; order_by takes columns of the view",
                        names);
            }
        }
        eventTime.ifPresent(time -> order.add(new OrderKey(time.name(), false)));
        order.add(new OrderKey(HistoryNames.PARTITION, false));
        order.add(new OrderKey(HistoryNames.OFFSET, false));
        return String.join(
                ", ",
                order.stream()
                        .map(key -> HistoryNames.quote(key.column()) + (key.descending() ? " DESC" : " ASC")
                                + " NULLS LAST")
                        .toList());
    }
}
