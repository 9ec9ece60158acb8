package dev.switchback.standalone.proofs.oracle;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
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

    /** Whether a measure adds DOUBLEs up, so that the order of additions shows in its last digits. */
    public boolean addsDoubles() {
        return measures.stream()
                .anyMatch(measure -> measure.function().adds()
                        && measure.arguments().getFirst().type() == Type.DOUBLE);
    }

    String sql(String source) {
        List<String> selected = new ArrayList<>();
        List<String> grouped = new ArrayList<>();
        if (isWindowed()) {
            selected.add("window_start");
            grouped.add("window_start");
        }
        for (Dimension dimension : dimensions) {
            selected.add(dimension.expression().sql() + " AS " + dimension.name());
            grouped.add(dimension.expression().sql());
        }
        measures.forEach(measure -> selected.add(measure.sql()));
        return "SELECT " + String.join(", ", selected) + " FROM " + window.from(source)
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
        Map<Key, List<Event>> groups = new LinkedHashMap<>();
        for (Event event : taken) {
            List<String> values = dimensions.stream()
                    .map(dimension -> Values.text(dimension.expression().of(event)))
                    .toList();
            for (long start : window.starts(event.time())) {
                groups.computeIfAbsent(new Key(start, values), key -> new ArrayList<>())
                        .add(event);
            }
        }
        Map<Key, List<Expected>> result = new LinkedHashMap<>();
        groups.forEach((key, events) ->
                result.put(key, measures.stream().map(m -> m.of(events)).toList()));
        return result;
    }

    /** The measures over all groups and windows together; an event counts once for each of its windows. */
    public List<Expected> overall(List<Event> taken) {
        List<Event> repeated = new ArrayList<>();
        taken.forEach(event -> window.starts(event.time()).forEach(start -> repeated.add(event)));
        return measures.stream().map(m -> m.of(repeated)).toList();
    }

    /**
     * A group.
     *
     * @param window its start; 0 without windows
     * @param dimensions texts of the values, see {@link Values}
     */
    public record Key(long window, List<String> dimensions) {}

    /** The key that an answer's row names. */
    public Key keyOf(Map<String, @Nullable String> row) {
        String start = row.get("window_start");
        return new Key(
                start == null ? 0 : java.time.Instant.parse(start).toEpochMilli(),
                dimensions.stream()
                        .map(dimension -> Values.textOf(dimension.type(), row.get(dimension.name())))
                        .toList());
    }
}
