package dev.switchback.processor.decode;

import dev.switchback.views.manifest.JsonPath;
import dev.switchback.views.manifest.SourceColumn;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.sym.PropertyNameMatcher;
import tools.jackson.core.util.Named;

/**
 * The fields of one object that lead to columns.
 *
 * @param names recognizes them; gives a field's position in {@code fields}
 */
record FieldTree(PropertyNameMatcher names, List<Place> fields) {

    /**
     * A field of an object, or an element of an array.
     *
     * @param id unique in the whole tree; to find fields that are given twice
     * @param name of the field; the index of an element
     * @param columns positions of the columns that hold the value found here
     * @param inner what is wanted of an object here; null where no path goes into it
     * @param elements what is wanted of an array here, up to the last wanted element; null entries are not wanted
     */
    record Place(
            int id,
            String name,
            List<Integer> columns,
            @Nullable FieldTree inner,
            List<@Nullable Place> elements) {}

    /** Number of places in it and below it. */
    int places() {
        return places(fields);
    }

    private static int places(List<? extends @Nullable Place> places) {
        int count = 0;
        for (Place place : places) {
            if (place != null) {
                count += 1
                        + places(place.elements())
                        + (place.inner() == null ? 0 : place.inner().places());
            }
        }
        return count;
    }

    static FieldTree of(List<SourceColumn> columns, JsonFactory factory) {
        Node root = new Node();
        for (int i = 0; i < columns.size(); i++) {
            Node node = root;
            for (JsonPath.Step step : columns.get(i).path().steps()) {
                node = switch (step) {
                    case JsonPath.Field(String name) -> node.fields.computeIfAbsent(name, n -> new Node());
                    case JsonPath.Element(int index) -> node.elements.computeIfAbsent(index, n -> new Node());
                };
            }
            node.columns.add(i);
        }
        return root.tree(factory, new int[1]);
    }

    private static final class Node {
        private final Map<String, Node> fields = new LinkedHashMap<>();
        private final TreeMap<Integer, Node> elements = new TreeMap<>();
        private final List<Integer> columns = new ArrayList<>();

        private FieldTree tree(JsonFactory factory, int[] nextId) {
            List<Named> names = new ArrayList<>();
            List<Place> places = new ArrayList<>();
            fields.forEach((name, node) -> {
                names.add(Named.fromString(name));
                places.add(node.place(name, factory, nextId));
            });
            return new FieldTree(factory.constructNameMatcher(names, false), List.copyOf(places));
        }

        private Place place(String name, JsonFactory factory, int[] nextId) {
            int id = nextId[0]++;
            @Nullable Place[] array = new @Nullable Place[elements.isEmpty() ? 0 : elements.lastKey() + 1];
            elements.forEach((index, node) -> array[index] = node.place(Integer.toString(index), factory, nextId));
            FieldTree inner = fields.isEmpty() ? null : tree(factory, nextId);
            return new Place(id, name, List.copyOf(columns), inner, Arrays.asList(array));
        }
    }
}
