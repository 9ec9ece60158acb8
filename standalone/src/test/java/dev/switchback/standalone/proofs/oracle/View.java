package dev.switchback.standalone.proofs.oracle;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An aggregated view. */
public record View(
        String name, Windowing window, List<Dimension> dimensions, Optional<Expr> where, List<Measure> measures) {

    /** A GROUP BY expression. */
    public record Dimension(String name, Expr expression) {
        /** Type of its values. */
        public Type type() {
            return expression.type();
        }
    }

    /** Whether it has windows. */
    public boolean isWindowed() {
        return !(window instanceof Windowing.None);
    }

    /** Whether it is one group, of everything. */
    public boolean isWhole() {
        return !isWindowed() && dimensions.isEmpty();
    }

    /** Whether the live store has it too. */
    public boolean isLive() {
        return !isOfSessions();
    }

    /** Whether its windows are sessions. */
    public boolean isOfSessions() {
        return window instanceof Windowing.Session;
    }

    /** Whether a measure rounds, so that the order of events shows in its last digits. */
    public boolean rounds() {
        return measures.stream().anyMatch(Measure::rounds);
    }

    String sql(String source) {
        List<String> selected = new ArrayList<>();
        List<String> grouped = new ArrayList<>();
        if (isWindowed()) {
            selected.add("window_start");
            grouped.add("window_start");
        }
        if (isOfSessions()) {
            selected.add("window_end");
            grouped.add("window_end");
        }
        List<String> key = dimensions.stream().map(d -> d.expression().sql()).toList();
        for (Dimension dimension : dimensions) {
            selected.add(dimension.expression().sql() + " AS " + dimension.name());
        }
        grouped.addAll(key);
        measures.forEach(measure -> selected.add(measure.sql()));
        return "SELECT " + String.join(", ", selected) + " FROM " + window.from(source, key)
                + where.map(w -> " WHERE " + w.sql()).orElse("")
                + (grouped.isEmpty() ? "" : " GROUP BY " + String.join(", ", grouped));
    }

    Set<String> columns() {
        Set<String> columns = new LinkedHashSet<>();
        where.ifPresent(condition -> columns.addAll(condition.columns()));
        dimensions.forEach(dimension -> columns.addAll(dimension.expression().columns()));
        measures.forEach(measure -> columns.addAll(measure.columns()));
        return columns;
    }

    /**
     * Whether the view takes an event.
     *
     * @throws ArithmeticException where an expression has no value for it
     */
    boolean takes(Event event) {
        if (where.isPresent() && !where.get().holds(event)) {
            return false;
        }
        dimensions.forEach(dimension -> dimension.expression().of(event));
        measures.forEach(measure -> measure.read(event));
        return true;
    }

    /** Key → measures over the events that the view took. */
    public Map<Key, List<Expected>> of(List<Event> taken) {
        Map<List<String>, List<Event>> groups = new LinkedHashMap<>();
        for (Event event : taken) {
            List<String> values = dimensions.stream()
                    .map(dimension -> Values.text(dimension.expression().of(event)))
                    .toList();
            groups.computeIfAbsent(values, key -> new ArrayList<>()).add(event);
        }
        Map<Key, List<Expected>> result = new LinkedHashMap<>();
        groups.forEach((values, events) -> window.split(events)
                .forEach((span, members) -> result.put(
                        new Key(span, values),
                        measures.stream().map(m -> m.of(members)).toList())));
        return result;
    }

    /** The measures over all groups and windows together; an event counts once for each of its windows. */
    public List<Expected> overall(List<Event> taken) {
        List<Event> repeated = new ArrayList<>();
        taken.forEach(event -> repeated.addAll(Collections.nCopies(window.windowsOf(event.time()), event)));
        return measures.stream().map(m -> m.of(repeated)).toList();
    }

    /**
     * A group.
     *
     * @param window begins at 0 where there is none
     * @param dimensions texts of the values, see {@link Values}
     */
    public record Key(Windowing.Span window, List<String> dimensions) {}

    /** The key that an answer's row names. */
    public Key keyOf(Map<String, @Nullable String> row) {
        Windowing.Span span = new Windowing.Span(
                isWindowed() ? time(row, "window_start") : 0, isOfSessions() ? time(row, "window_end") : 0);
        return new Key(
                span,
                dimensions.stream()
                        .map(dimension -> Values.textOf(dimension.type(), row.get(dimension.name())))
                        .toList());
    }

    private static long time(Map<String, @Nullable String> row, String column) {
        return Instant.parse(Objects.requireNonNull(row.get(column), column)).toEpochMilli();
    }
}
