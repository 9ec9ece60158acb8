package dev.switchback.processor.decode;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one object that lead to columns, recognized by where they stood in the record before: a producer lists its fields in one
 * order, so one comparison of bytes usually tells which field it is. Not thread-safe.
 */
final class FieldOrder {
    /** Fields of a record that are remembered; those behind them are looked up. */
    private static final int REMEMBERED = 256;

    private static final int LONGEST_NAME = 256;

    private final byte[][] wanted;
    private final Target[] targets;
    /** By position in the record: the name found there last, with its closing quote. */
    private final byte[][] names = new byte[REMEMBERED][];

    private final @Nullable Target[] found = new @Nullable Target[REMEMBERED];

    /** A field of an object, or an element of an array. */
    static final class Target {
        private final int id;
        private final int[] columns;
        private final @Nullable FieldOrder inner;
        private final @Nullable Target[] elements;

        private Target(FieldTree.Place place) {
            FieldTree tree = place.inner();
            this.id = place.id();
            this.columns = place.columns().stream().mapToInt(Integer::intValue).toArray();
            this.inner = tree == null ? null : new FieldOrder(tree);
            this.elements = place.elements().stream()
                    .map(element -> element == null ? null : new Target(element))
                    .toArray(Target[]::new);
        }

        /** Unique in the whole tree. */
        int id() {
            return id;
        }

        /** How many columns hold the value found here. */
        int columns() {
            return columns.length;
        }

        /** Position of such a column. */
        int column(int i) {
            return columns[i];
        }

        /** What is wanted of an object here. */
        @Nullable
        FieldOrder inner() {
            return inner;
        }

        /** How many elements of an array here are looked at. */
        int elements() {
            return elements.length;
        }

        /** What is wanted of such an element. */
        @Nullable
        Target element(int i) {
            return elements[i];
        }
    }

    FieldOrder(FieldTree tree) {
        List<FieldTree.Place> places = tree.fields();
        this.wanted = places.stream()
                .map(place -> place.name().getBytes(StandardCharsets.UTF_8))
                .toArray(byte[][]::new);
        this.targets = places.stream().map(Target::new).toArray(Target[]::new);
        Arrays.fill(names, new byte[0]);
    }

    /** Length of the name at {@code at}, its closing quote included, if it is the one remembered for the position; else 0. */
    int remembered(byte[] record, int at, int position) {
        if (position >= REMEMBERED) {
            return 0;
        }
        byte[] name = names[position];
        int end = at + name.length;
        return end <= record.length && Arrays.equals(record, at, end, name, 0, name.length) ? name.length : 0;
    }

    /** What the remembered field of a position leads to; null: nowhere. */
    @Nullable
    Target target(int position) {
        return found[position];
    }

    /** Looks a field up, and remembers it for its position. */
    @Nullable
    Target find(byte[] record, int from, int closingQuote, int position) {
        Target target = null;
        for (int i = 0; i < wanted.length && target == null; i++) {
            if (Arrays.equals(wanted[i], 0, wanted[i].length, record, from, closingQuote)) {
                target = Objects.requireNonNull(targets[i]);
            }
        }
        if (position < REMEMBERED && closingQuote - from <= LONGEST_NAME) {
            names[position] = Arrays.copyOfRange(record, from, closingQuote + 1);
            found[position] = target;
        }
        return target;
    }
}
