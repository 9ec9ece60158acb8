package dev.switchback.views.manifest;

import java.util.List;

/**
 * Where a column's value stands in a record.
 *
 * @param steps from the record's root down; the first is a {@link Field}, since a record is an object. None: all of a key or header.
 */
public record JsonPath(List<Step> steps) {
    /** All of what it is a path in. */
    public static final JsonPath WHOLE = new JsonPath(List.of());

    public JsonPath {
        steps = List.copyOf(steps);
    }

    /** The path of field names, each inside the one before. */
    public static JsonPath ofFields(List<String> names) {
        return new JsonPath(names.stream().<Step>map(Field::new).toList());
    }

    /** One step down. */
    public sealed interface Step {}

    /** Into an object: the field of this name, which is not empty. */
    public record Field(String name) implements Step {}

    /** Into an array: the element at this place, from 0. */
    public record Element(int index) implements Step {}

    /** Whether this path ends inside what the other one ends at. */
    public boolean isBelow(JsonPath other) {
        return steps.size() > other.steps.size()
                && steps.subList(0, other.steps.size()).equals(other.steps);
    }

    /** The path as a manifest writes it, names in quotes where they need them: {@code commits[0].author."full.name"}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (Step step : steps) {
            switch (step) {
                case Element(int index) -> text.append('[').append(index).append(']');
                case Field(String name) ->
                    text.append(text.isEmpty() ? "" : ".").append(isPlain(name) ? name : quoted(name));
            }
        }
        return text.toString();
    }

    private static boolean isPlain(String name) {
        return name.chars().allMatch(JsonPath::isPlain);
    }

    /** Whether a name may hold the character without quotes. */
    static boolean isPlain(int c) {
        return c != '.' && c != '[' && c != ']' && c != '"' && c != '\\' && c >= ' ';
    }

    private static String quoted(String name) {
        return '"' + name.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
