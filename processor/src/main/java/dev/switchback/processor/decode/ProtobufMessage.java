package dev.switchback.processor.decode;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads a message of which something is wanted. Remembers whether it has met it in this record; not thread-safe. */
final class ProtobufMessage {
    private static final long NEVER = -1;
    /** Fields with larger numbers are looked up. */
    private static final int MOST_DENSE = 512;

    private final @Nullable ProtobufField[] dense;
    private final Map<Integer, ProtobufField> sparse;
    private final Default[] defaults;
    private long record = NEVER;

    /**
     * What a column holds once the message is there, unless its field is too.
     *
     * @param place of the column in the row
     */
    record Default(int place, @Nullable Object value) {}

    /** @param fields by number */
    ProtobufMessage(Map<Integer, ProtobufField> fields, Default[] defaults) {
        int most = fields.keySet().stream().mapToInt(Integer::intValue).max().orElse(0);
        this.dense = new @Nullable ProtobufField[Math.min(most, MOST_DENSE) + 1];
        for (int i = 0; i < dense.length; i++) {
            dense[i] = fields.get(i);
        }
        this.sparse = fields;
        this.defaults = defaults;
    }

    /** Reads to where the input ends now. */
    void read(ProtobufInput in, @Nullable Object[] row) throws BadEventException {
        if (record != in.record()) {
            record = in.record();
            for (Default each : defaults) {
                row[each.place] = each.value;
            }
        }
        while (!in.isAtEnd()) {
            int tag = in.tag();
            int number = ProtobufInput.number(tag);
            ProtobufField field = number < dense.length ? dense[number] : sparse.get(number);
            if (field == null) {
                in.skip(tag);
            } else {
                field.read(in, tag, row);
            }
        }
    }

    void forget(@Nullable Object[] row) {
        record = NEVER;
        for (Default each : defaults) {
            row[each.place] = null;
        }
        sparse.values().forEach(field -> field.forget(row));
    }
}
