package dev.switchback.processor.decode;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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

    static FieldTree of(PathTree tree, JsonFactory factory) {
        return of(tree, factory, new int[1]);
    }

    private static FieldTree of(PathTree tree, JsonFactory factory, int[] nextId) {
        List<Named> names = new ArrayList<>();
        List<Place> places = new ArrayList<>();
        tree.fields().forEach((name, inner) -> {
            names.add(Named.fromString(name));
            places.add(place(name, inner, factory, nextId));
        });
        return new FieldTree(factory.constructNameMatcher(names, false), List.copyOf(places));
    }

    private static Place place(String name, PathTree tree, JsonFactory factory, int[] nextId) {
        int id = nextId[0]++;
        @Nullable Place[] array = new @Nullable Place[tree.elementsLookedAt()];
        tree.elements()
                .forEach((index, element) -> array[index] = place(Integer.toString(index), element, factory, nextId));
        FieldTree inner = tree.fields().isEmpty() ? null : of(tree, factory, nextId);
        return new Place(id, name, tree.columns(), inner, Arrays.asList(array));
    }
}
