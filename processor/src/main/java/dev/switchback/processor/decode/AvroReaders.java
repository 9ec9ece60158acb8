package dev.switchback.processor.decode;

import dev.switchback.views.manifest.SourceColumn;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** Makes readers of records from the schema that these were written with: values that columns want are read, others passed over. */
final class AvroReaders {
    private final List<SourceColumn> columns;
    private final AvroScalars scalars;
    private final AvroSkips skips = new AvroSkips();

    AvroReaders(List<SourceColumn> columns, AvroScalars scalars) {
        this.columns = columns;
        this.scalars = scalars;
    }

    /** What reads a value of which something is wanted. */
    AvroReader reader(Schema schema, PathTree wanted) {
        return switch (schema.getType()) {
            case UNION -> union(schema, wanted);
            case RECORD -> wanted.columns().isEmpty() ? record(schema, wanted) : scalar(schema, wanted);
            case MAP -> wanted.columns().isEmpty() ? map(schema, wanted) : scalar(schema, wanted);
            case ARRAY -> wanted.columns().isEmpty() ? array(schema, wanted) : scalar(schema, wanted);
            case NULL, BOOLEAN, INT, LONG, FLOAT, DOUBLE, STRING, BYTES, FIXED, ENUM ->
                wanted.columns().isEmpty() ? skips.of(schema) : scalar(schema, wanted);
        };
    }

    private AvroReader scalar(Schema schema, PathTree wanted) {
        AvroReader[] readers = wanted.columns().stream()
                .map(column -> scalars.reader(schema, columns.get(column), column))
                .toArray(AvroReader[]::new);
        if (readers.length == 1) {
            return readers[0];
        }
        return (in, row) -> {
            int start = in.at();
            for (AvroReader reader : readers) {
                in.goTo(start);
                reader.read(in, row);
            }
        };
    }

    private AvroReader union(Schema schema, PathTree wanted) {
        AvroReader[] branches =
                schema.getTypes().stream().map(branch -> reader(branch, wanted)).toArray(AvroReader[]::new);
        return (in, row) -> branches[in.place(branches.length)].read(in, row);
    }

    private AvroReader record(Schema schema, PathTree wanted) {
        List<AvroReader> readers = new ArrayList<>();
        List<Schema.Field> unwanted = new ArrayList<>();
        for (Schema.Field field : schema.getFields()) {
            PathTree inner = wanted.fields().get(field.name());
            if (inner == null) {
                unwanted.add(field);
            } else {
                passOver(unwanted, readers);
                readers.add(reader(field.schema(), inner));
            }
        }
        passOver(unwanted, readers);
        AvroReader[] steps = readers.toArray(AvroReader[]::new);
        return (in, row) -> {
            for (AvroReader step : steps) {
                step.read(in, row);
            }
        };
    }

    private void passOver(List<Schema.Field> fields, List<AvroReader> readers) {
        AvroSkips.Run run = skips.of(fields);
        if (!run.isEmpty()) {
            readers.add(run);
        }
        fields.clear();
    }

    private AvroReader array(Schema schema, PathTree wanted) {
        if (wanted.elements().isEmpty()) {
            return skips.of(schema);
        }
        @Nullable AvroReader[] elements = new @Nullable AvroReader[wanted.elementsLookedAt()];
        wanted.elements().forEach((index, inner) -> elements[index] = reader(schema.getElementType(), inner));
        return new Elements(elements, skips.of(schema.getElementType()));
    }

    private AvroReader map(Schema schema, PathTree wanted) {
        if (wanted.fields().isEmpty()) {
            return skips.of(schema);
        }
        List<byte[]> keys = new ArrayList<>();
        List<AvroReader> values = new ArrayList<>();
        wanted.fields().forEach((key, inner) -> {
            keys.add(key.getBytes(StandardCharsets.UTF_8));
            values.add(reader(schema.getValueType(), inner));
        });
        return new Entries(
                keys.toArray(byte[][]::new), values.toArray(AvroReader[]::new), skips.of(schema.getValueType()));
    }

    /** Some elements of an array. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Elements(@Nullable AvroReader[] wanted, AvroSkips.Run other) implements AvroReader {
        @Override
        public void read(AvroInput in, @Nullable Object[] row) throws BadEventException {
            int index = 0;
            for (long items = in.items(false); items > 0; items = in.items(index >= wanted.length)) {
                for (long i = 0; i < items; i++) {
                    AvroReader reader = index < wanted.length ? wanted[index] : null;
                    if (reader != null) {
                        reader.read(in, row);
                    } else if (!other.isEmpty()) {
                        other.read(in, row);
                    } else if (index >= wanted.length) {
                        // The rest takes no bytes, and may be any number.
                        break;
                    }
                    index += index < wanted.length ? 1 : 0;
                }
            }
        }
    }

    /** Some entries of a map. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Entries(byte[][] keys, AvroReader[] wanted, AvroSkips.Run other) implements AvroReader {
        @Override
        public void read(AvroInput in, @Nullable Object[] row) throws BadEventException {
            boolean[] seen = new boolean[keys.length];
            for (long items = in.items(false); items > 0; items = in.items(false)) {
                for (long i = 0; i < items; i++) {
                    int start = in.block();
                    int key = key(in.bytes(), start, in.at());
                    if (key < 0) {
                        other.read(in, row);
                    } else if (seen[key]) {
                        throw AvroInput.malformed(
                                "key " + new String(keys[key], StandardCharsets.UTF_8) + " of a map is given twice");
                    } else {
                        seen[key] = true;
                        wanted[key].read(in, row);
                    }
                }
            }
        }

        private int key(byte[] bytes, int from, int to) {
            for (int i = 0; i < keys.length; i++) {
                if (Arrays.equals(keys[i], 0, keys[i].length, bytes, from, to)) {
                    return i;
                }
            }
            return -1;
        }
    }
}
