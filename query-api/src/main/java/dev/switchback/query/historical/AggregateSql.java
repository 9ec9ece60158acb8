package dev.switchback.query.historical;

import dev.switchback.query.request.Completeness;
import dev.switchback.query.request.Filter;
import dev.switchback.query.request.OrderKey;
import dev.switchback.query.request.ResultColumn;
import dev.switchback.views.VersionId;
import dev.switchback.views.history.HistoryNames;
import dev.switchback.views.history.HistorySchema;
import dev.switchback.views.plan.ColumnType;
import dev.switchback.views.plan.Measure;
import dev.switchback.views.plan.OutputColumn;
import dev.switchback.views.plan.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The SELECT for an {@link AggregateQuery}: it merges the states of whatever rows fall together. Aliases have a character that no column
 * name may have, since ClickHouse lets an alias hide a column.
 */
final class AggregateSql {
    private static final String START = "toUnixTimestamp64Milli(" + HistoryNames.quote(HistoryNames.WINDOW_START) + ")";

    private final AggregateQuery query;
    private final VersionId version;
    private final Statement statement = new Statement();

    private AggregateSql(AggregateQuery query, VersionId version) {
        this.query = query;
        this.version = version;
    }

    /**
     * @param hiddenUpTo windows that end at or before it are past the view's retention
     * @param complete the rows that are
     */
    static Select of(AggregateQuery query, VersionId version, Optional<Instant> hiddenUpTo, CompleteRows complete) {
        return new AggregateSql(query, version).build(hiddenUpTo, complete);
    }

    private Select build(Optional<Instant> hiddenUpTo, CompleteRows complete) {
        Map<String, String> expressions = new LinkedHashMap<>();
        List<ResultColumn> columns = new ArrayList<>();
        bucket().ifPresent(start -> {
            expressions.put(HistoryNames.WINDOW_START, start);
            columns.add(new ResultColumn(HistoryNames.WINDOW_START, ColumnType.TIMESTAMP));
        });
        for (OutputColumn dimension : query.groupBy()) {
            expressions.put(dimension.name(), ColumnSql.read(dimension));
            columns.add(new ResultColumn(dimension.name(), dimension.type()));
        }
        List<String> groups =
                expressions.keySet().stream().map(AggregateSql::alias).toList();
        for (Measure measure : query.measures()) {
            expressions.put(measure.name(), measure(measure));
            columns.add(new ResultColumn(measure.name(), measure.type()));
        }
        sessionEnd().ifPresent(end -> {
            expressions.put(HistoryNames.WINDOW_END, end);
            columns.add(new ResultColumn(HistoryNames.WINDOW_END, ColumnType.TIMESTAMP));
        });
        conditions(hiddenUpTo);
        boolean completeOnly = query.complete() == Completeness.ONLY;
        if (completeOnly) {
            complete.startsBefore().ifPresent(end -> statement.where(quotedStart() + " < " + time(end)));
        }
        // Without GROUP BY, a WHERE that nothing passes would still give a row.
        int most = completeOnly && !complete.any() ? 0 : query.limit() + 1;
        List<String> selected = expressions.entrySet().stream()
                .map(e -> e.getValue() + " AS " + alias(e.getKey()))
                .toList();
        String sql = "SELECT " + String.join(",\n       ", selected)
                + "\nFROM " + HistoryNames.rows(version, query.view())
                + statement.whereClause()
                + (groups.isEmpty() ? "" : "\nGROUP BY " + String.join(", ", groups))
                + order(expressions)
                + "\nLIMIT " + most;
        return new Select(sql, statement.parameters(), columns, query.limit());
    }

    private String measure(Measure measure) {
        return ColumnSql.read(HistorySchema.measure(query.view(), measure), measure.type());
    }

    private Optional<String> bucket() {
        return switch (query.step()) {
            case TimeStep.PerWindow() -> Optional.of(START);
            case TimeStep.Every(Duration length) -> Optional.of(START + " - " + beyond(length));
            case TimeStep.Whole() -> Optional.empty();
        };
    }

    /** Sessions differ in length, so each row says where its session ends; a row over several, where the last one does. */
    private Optional<String> sessionEnd() {
        boolean shown = query.step() instanceof TimeStep.PerWindow
                && query.view().session().isPresent();
        return shown
                ? Optional.of("max(toUnixTimestamp64Milli(" + HistoryNames.quote(HistoryNames.WINDOW_END) + "))")
                : Optional.empty();
    }

    /** Milliseconds from the newest start of a period to the window's start. */
    private String beyond(Duration period) {
        Duration offset = switch (query.view().window().orElse(null)) {
            case Window.Aligned window -> window.offset();
            case Window.Session _ -> Duration.ZERO;
            case null -> Duration.ZERO;
        };
        return "positiveModulo(" + START + " - " + statement.bind(ColumnType.BIGINT, offset.toMillis()) + ", "
                + statement.bind(ColumnType.BIGINT, period.toMillis()) + ")";
    }

    private void conditions(Optional<Instant> hiddenUpTo) {
        String start = quotedStart();
        query.range().from().ifPresent(from -> statement.where(start + " >= " + time(from)));
        query.range().to().ifPresent(to -> statement.where(start + " < " + time(to)));
        switch (query.view().window().orElse(null)) {
            case Window.Aligned window -> {
                hiddenUpTo
                        .map(instant -> instant.minus(window.size()))
                        .ifPresent(last -> statement.where(start + " > " + time(last)));
                if (window.overlaps() && !(query.step() instanceof TimeStep.PerWindow)) {
                    // The windows that touch: every event is in one of them.
                    statement.where(beyond(window.size()) + " = 0");
                }
            }
            case Window.Session _ ->
                hiddenUpTo.ifPresent(
                        end -> statement.where(HistoryNames.quote(HistoryNames.WINDOW_END) + " > " + time(end)));
            case null -> {
                // One result for all time, which no retention ends.
            }
        }
        for (Filter filter : query.filters()) {
            statement.where(filter);
        }
    }

    private static String quotedStart() {
        return HistoryNames.quote(HistoryNames.WINDOW_START);
    }

    private String time(Instant instant) {
        return statement.bind(ColumnType.TIMESTAMP, instant.toEpochMilli());
    }

    private String order(Map<String, String> selected) {
        if (query.order().isEmpty()) {
            return "";
        }
        List<String> keys = new ArrayList<>();
        for (OrderKey key : query.order()) {
            String expression = selected.containsKey(key.column())
                    ? alias(key.column())
                    : query.view().measures().stream()
                            .filter(measure -> measure.name().equals(key.column()))
                            .findFirst()
                            .map(this::measure)
                            .orElseThrow();
            keys.add(expression + (key.descending() ? " DESC" : " ASC") + " NULLS LAST");
        }
        return "\nORDER BY " + String.join(", ", keys);
    }

    private static String alias(String column) {
        return HistoryNames.quote("#" + column);
    }
}
