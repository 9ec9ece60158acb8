package dev.switchback.processor.decode;

import dev.switchback.views.manifest.JsonPath;
import dev.switchback.views.manifest.Origin;
import dev.switchback.views.manifest.SourceColumn;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * What columns want of a value and of everything in it. Not to be changed once it is made.
 *
 * @param columns positions in the row of the columns that hold the value itself
 * @param fields wanted of an object
 * @param elements wanted of an array, by place
 */
record PathTree(List<Integer> columns, Map<String, PathTree> fields, NavigableMap<Integer, PathTree> elements) {

    private static PathTree empty() {
        return new PathTree(new ArrayList<>(), new LinkedHashMap<>(), new TreeMap<>());
    }

    /** The tree of the columns with a path in one part of a record. */
    static PathTree of(List<SourceColumn> columns, Origin origin) {
        PathTree root = empty();
        for (int i : positions(columns, origin)) {
            PathTree node = root;
            for (JsonPath.Step step : columns.get(i).path().steps()) {
                node = switch (step) {
                    case JsonPath.Field(String name) -> node.fields.computeIfAbsent(name, _ -> empty());
                    case JsonPath.Element(int index) -> node.elements.computeIfAbsent(index, _ -> empty());
                };
            }
            node.columns.add(i);
        }
        return root;
    }

    /** Where the columns with a path in one part of a record stand in the row. */
    static int[] positions(List<SourceColumn> columns, Origin origin) {
        return IntStream.range(0, columns.size())
                .filter(i -> columns.get(i).origin().equals(origin)
                        && !columns.get(i).path().steps().isEmpty())
                .toArray();
    }

    /** Elements up to the last wanted one. */
    int elementsLookedAt() {
        return elements.isEmpty() ? 0 : elements.lastKey() + 1;
    }
}
