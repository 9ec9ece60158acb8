package dev.switchback.load.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** What a benchmark found. One thread at a time. */
public final class Report {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final String benchmark;
    private final Map<String, Object> parameters;
    private final List<Map<String, Object>> rows = new ArrayList<>();
    private final List<Ratio> ratios = new ArrayList<>();

    /** @param parameters what was asked for, in the order in which it is to be written */
    public Report(String benchmark, Map<String, ?> parameters) {
        this.benchmark = benchmark;
        this.parameters = new LinkedHashMap<>(parameters);
    }

    /**
     * Two figures of the same run, one as a part of the other: what can be compared from machine to machine.
     *
     * @param name what is divided by what
     * @param goal in words, such as {@code at most 2}; empty where there is none
     */
    public record Ratio(String name, double value, String goal) {
        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "  ratio  %-70s %8.2f%s",
                    name,
                    value,
                    goal.isEmpty() ? "" : "   (goal: " + goal + ")");
        }
    }

    public String benchmark() {
        return benchmark;
    }

    /** Adds one measurement; figures are rounded to three digits behind the point. */
    public void row(Map<String, ?> figures) {
        Map<String, Object> row = new LinkedHashMap<>();
        figures.forEach((name, value) -> row.put(name, rounded(value)));
        rows.add(row);
    }

    public void ratio(String name, double value, String goal) {
        ratios.add(new Ratio(name, value, goal));
    }

    public List<Ratio> ratios() {
        return List.copyOf(ratios);
    }

    /** All of it as one line of JSON. */
    public String line() {
        return JSON.writeValueAsString(content());
    }

    /** As it is written. */
    Map<String, Object> content() {
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("benchmark", benchmark);
        content.put("processors", Runtime.getRuntime().availableProcessors());
        content.put("java", Runtime.version().toString());
        content.put("system", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        content.put("parameters", parameters);
        content.put("results", rows);
        content.put(
                "ratios",
                ratios.stream()
                        .map(ratio ->
                                Map.of("name", ratio.name(), "value", rounded(ratio.value()), "goal", ratio.goal()))
                        .toList());
        return content;
    }

    private static Object rounded(Object value) {
        return value instanceof Double number && Double.isFinite(number) ? Math.round(number * 1000) / 1000.0 : value;
    }
}
