package dev.switchback.control.command;

import dev.switchback.views.manifest.Source;
import dev.switchback.views.manifest.SourceColumn;
import dev.switchback.views.manifest.ValueFormat;
import dev.switchback.views.plan.Measure;
import dev.switchback.views.plan.OutputColumn;
import dev.switchback.views.plan.PipelinePlan;
import dev.switchback.views.plan.ViewPlan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a version changes against the active one.
 *
 * @param against number of the active version
 * @param topic the new topic, where it is another
 * @param source what else is read otherwise: each {@code event_time OLD -> NEW}, {@code format OLD -> NEW} and the like
 * @param sourceColumns names of source columns that were added, removed or changed, of those that any view uses
 * @param functions each {@code +name}, {@code -name}, or {@code name} where its jar or declaration is another
 */
public record Changes(
        int against,
        Optional<String> topic,
        List<String> source,
        List<String> sourceColumns,
        List<String> functions,
        List<String> viewsAdded,
        List<String> viewsRemoved,
        List<ViewChange> viewsChanged) {

    /**
     * @param columns each {@code +name TYPE}, {@code -name TYPE} or {@code name OLD -> NEW}
     * @param logic whether the query, the window or the retention changed
     */
    public record ViewChange(String view, List<String> columns, boolean logic) {}

    /** Compares two plans of one pipeline. */
    public static Changes between(
            int activeNumber, PipelinePlan active, PipelinePlan candidate, List<String> functions, Definitions texts) {
        Map<String, ViewPlan> before = byName(active);
        Map<String, ViewPlan> after = byName(candidate);
        List<String> added = new ArrayList<>(after.keySet());
        added.removeAll(before.keySet());
        List<String> removed = new ArrayList<>(before.keySet());
        removed.removeAll(after.keySet());
        List<ViewChange> changed = new ArrayList<>();
        before.forEach((name, old) -> {
            ViewPlan now = after.get(name);
            if (now != null) {
                List<String> columns = columnChanges(columns(old), columns(now));
                boolean logic = texts.differ(name);
                if (logic || !columns.isEmpty()) {
                    changed.add(new ViewChange(name, columns, logic));
                }
            }
        });
        String topic = candidate.source().topic();
        return new Changes(
                activeNumber,
                topic.equals(active.source().topic()) ? Optional.empty() : Optional.of(topic),
                columnChanges(reading(active.source()), reading(candidate.source())),
                columnChanges(sourceColumns(active), sourceColumns(candidate)),
                functions,
                added,
                removed,
                changed);
    }

    private static Map<String, String> reading(Source source) {
        Map<String, String> reading = new LinkedHashMap<>();
        reading.put("format", source.format().name().toLowerCase(Locale.ROOT));
        reading.put("event_time", source.eventTime());
        if (source.format().needsRegistry()) {
            reading.put("subject", source.subjectInRegistry());
        }
        if (!source.lenient().isEmpty()) {
            reading.put(
                    "lenient",
                    source.lenient().stream()
                            .map(Source.Leniency::word)
                            .sorted()
                            .collect(Collectors.joining(" and ")));
        }
        return reading;
    }

    private static Map<String, ViewPlan> byName(PipelinePlan plan) {
        Map<String, ViewPlan> views = new LinkedHashMap<>();
        plan.views().forEach(view -> views.put(view.name(), view));
        return views;
    }

    private static Map<String, String> sourceColumns(PipelinePlan plan) {
        Map<String, String> columns = new LinkedHashMap<>();
        plan.columns().forEach(column -> columns.put(column.name(), described(column)));
        return columns;
    }

    private static String described(SourceColumn column) {
        String format = column.format().equals(ValueFormat.PLAIN)
                ? ""
                : " as " + String.join(" in ", column.format().words());
        String part = column.inValue() ? "" : " from " + column.origin().word();
        String path = column.path().steps().isEmpty() ? "" : " at " + column.path();
        return column.type().sql() + part + path + format;
    }

    private static Map<String, String> columns(ViewPlan view) {
        Map<String, String> columns = new LinkedHashMap<>();
        switch (view) {
            case ViewPlan.Aggregate aggregate -> {
                for (OutputColumn dimension : aggregate.dimensions()) {
                    columns.put(dimension.name(), dimension.type().sql());
                }
                for (Measure measure : aggregate.measures()) {
                    columns.put(measure.name(), measure.type().sql());
                }
            }
            case ViewPlan.Rows rows ->
                rows.columns()
                        .forEach(column ->
                                columns.put(column.name(), column.type().sql()));
        }
        return columns;
    }

    private static List<String> columnChanges(Map<String, String> before, Map<String, String> after) {
        List<String> changes = new ArrayList<>();
        before.forEach((name, type) -> {
            String now = after.get(name);
            if (now == null) {
                changes.add("-" + name + " " + type);
            } else if (!now.equals(type)) {
                changes.add(name + " " + type + " -> " + now);
            }
        });
        after.forEach((name, type) -> {
            if (!before.containsKey(name)) {
                changes.add("+" + name + " " + type);
            }
        });
        return changes;
    }

    /** Says whether the definition of a view, as written, differs between the two versions. */
    @FunctionalInterface
    public interface Definitions {
        boolean differ(String view);
    }
}
