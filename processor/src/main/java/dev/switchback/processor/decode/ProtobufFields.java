package dev.switchback.processor.decode;

import dev.switchback.views.manifest.SourceColumn;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The kinds of fields of which something is wanted. */
final class ProtobufFields {
    private static final long NEVER = -1;
    private static final int NANOS_PER_MILLI = 1_000_000;
    /** Seconds of a timestamp that may be one; beyond, milliseconds could run over. */
    private static final long MOST_SECONDS = 100_000_000_000L;

    private ProtobufFields() {}

    /** Values of one kind that several columns may want. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Columns(ProtobufScalar[] scalars, int[] places) {
        /** Returns false where the value counts as unset. */
        boolean take(ProtobufInput in, @Nullable Object[] row) throws BadEventException {
            int start = in.at();
            boolean set = true;
            for (int i = 0; i < scalars.length; i++) {
                in.goTo(start);
                Object value = scalars[i].take(in);
                set &= value != null;
                if (value != null) {
                    row[places[i]] = value;
                }
            }
            return set;
        }

        void forget(@Nullable Object[] row) {
            for (int place : places) {
                row[place] = null;
            }
        }
    }

    /** A scalar; the last occurrence counts. */
    record Single(int wireType, Columns columns) implements ProtobufField {
        @Override
        public void read(ProtobufInput in, int tag, @Nullable Object[] row) throws BadEventException {
            if (ProtobufInput.type(tag) == wireType) {
                columns.take(in, row);
            } else {
                in.skip(tag);
            }
        }

        @Override
        public void forget(@Nullable Object[] row) {
            columns.forget(row);
        }
    }

    /** A message in a field; several occurrences are merged. */
    record Inner(ProtobufMessage message) implements ProtobufField {
        @Override
        public void read(ProtobufInput in, int tag, @Nullable Object[] row) throws BadEventException {
            if (ProtobufInput.type(tag) == ProtobufInput.LENGTH) {
                int outer = in.enter(in.varint());
                message.read(in, row);
                in.leave(outer);
            } else {
                in.skip(tag);
            }
        }

        @Override
        public void forget(@Nullable Object[] row) {
            message.forget(row);
        }
    }

    /** A google.protobuf.Timestamp as a TIMESTAMP(3). */
    static final class Instant implements ProtobufField {
        private final SourceColumn column;
        private final int[] places;
        private long record = NEVER;
        private long seconds;
        private int nanos;

        Instant(SourceColumn column, int[] places) {
            this.column = column;
            this.places = places;
        }

        @Override
        public void read(ProtobufInput in, int tag, @Nullable Object[] row) throws BadEventException {
            if (ProtobufInput.type(tag) != ProtobufInput.LENGTH) {
                in.skip(tag);
                return;
            }
            if (record != in.record()) {
                record = in.record();
                seconds = 0;
                nanos = 0;
            }
            int outer = in.enter(in.varint());
            while (!in.isAtEnd()) {
                part(in, in.tag());
            }
            in.leave(outer);
            long sane = Math.clamp(seconds, -MOST_SECONDS, MOST_SECONDS);
            Object millis = Scalars.millis(sane * 1000 + Math.floorDiv(nanos, NANOS_PER_MILLI), column);
            for (int place : places) {
                row[place] = millis;
            }
        }

        private void part(ProtobufInput in, int tag) throws BadEventException {
            boolean number = ProtobufInput.type(tag) == ProtobufInput.VARINT;
            switch (number ? ProtobufInput.number(tag) : 0) {
                case 1 -> seconds = in.varint();
                case 2 -> nanos = (int) in.varint();
                default -> in.skip(tag);
            }
        }

        @Override
        public void forget(@Nullable Object[] row) {
            record = NEVER;
            for (int place : places) {
                row[place] = null;
            }
        }
    }

    /** A value that no column can hold: a message, a list, a map. */
    record Refused(SourceColumn column, String found) implements ProtobufField {
        @Override
        public void read(ProtobufInput in, int tag, @Nullable Object[] row) throws BadEventException {
            throw ScalarReader.wrongType(column, "a value of type " + found);
        }

        @Override
        public void forget(@Nullable Object[] row) {}
    }

    /** A repeated field, of which some elements are wanted. */
    static final class Elements implements ProtobufField {
        private final int wireType;
        private final @Nullable ProtobufField[] wanted;
        private final boolean packable;
        private long record = NEVER;
        private int count;

        /** @param wireType of one element */
        Elements(int wireType, @Nullable ProtobufField[] wanted) {
            this.wireType = wireType;
            this.wanted = wanted;
            this.packable = wireType != ProtobufInput.LENGTH;
        }

        @Override
        public void read(ProtobufInput in, int tag, @Nullable Object[] row) throws BadEventException {
            if (record != in.record()) {
                record = in.record();
                count = 0;
            }
            if (ProtobufInput.type(tag) == wireType) {
                element(in, row);
            } else if (packable && ProtobufInput.type(tag) == ProtobufInput.LENGTH) {
                int outer = in.enter(in.varint());
                while (!in.isAtEnd() && count < wanted.length) {
                    element(in, row);
                }
                in.leave(outer);
            } else {
                in.skip(tag);
            }
        }

        private void element(ProtobufInput in, @Nullable Object[] row) throws BadEventException {
            ProtobufField field = count < wanted.length ? wanted[count] : null;
            if (field == null) {
                in.skip(wireType);
                count++;
            } else if (!(field instanceof Single single)) {
                field.read(in, wireType, row);
                count++;
            } else if (single.columns.take(in, row)) {
                count++;
            }
        }

        @Override
        public void forget(@Nullable Object[] row) {
            record = NEVER;
            for (ProtobufField field : wanted) {
                if (field != null) {
                    field.forget(row);
                }
            }
        }
    }

    /**
     * A map, of which some entries are wanted.
     *
     * @param keyType wire type of the key
     * @param missing the text of a key that is not there
     */
    record Entries(int keyType, KeyText keyText, String missing, Map<String, Value> wanted) implements ProtobufField {
        private static final byte[] NO_MESSAGE = {0};

        /** Reads a key as paths have it. */
        @FunctionalInterface
        interface KeyText {
            String take(ProtobufInput in) throws BadEventException;
        }

        /**
         * The value of an entry.
         *
         * @param defaults what columns hold where the entry has no value; none for messages
         */
        @SuppressWarnings("ArrayRecordComponent") // never compared
        record Value(ProtobufField field, ProtobufMessage.Default[] defaults) {}

        @Override
        public void read(ProtobufInput in, int tag, @Nullable Object[] row) throws BadEventException {
            if (ProtobufInput.type(tag) != ProtobufInput.LENGTH) {
                in.skip(tag);
                return;
            }
            int outer = in.enter(in.varint());
            int start = in.at();
            Value value = wanted.get(key(in));
            if (value != null) {
                in.goTo(start);
                value.field.forget(row);
                value(in, value, row);
            }
            in.leave(outer);
        }

        private static void value(ProtobufInput in, Value value, @Nullable Object[] row) throws BadEventException {
            boolean there = false;
            for (ProtobufMessage.Default each : value.defaults) {
                row[each.place()] = each.value();
            }
            while (!in.isAtEnd()) {
                int part = in.tag();
                if (ProtobufInput.number(part) == 2) {
                    there = true;
                    value.field.read(in, part, row);
                } else {
                    in.skip(part);
                }
            }
            if (!there && value.defaults.length == 0) {
                ProtobufInput nothing = new ProtobufInput();
                nothing.reset(NO_MESSAGE, 0);
                value.field.read(nothing, ProtobufInput.LENGTH, row);
            }
        }

        private String key(ProtobufInput in) throws BadEventException {
            String key = missing;
            while (!in.isAtEnd()) {
                int part = in.tag();
                if (ProtobufInput.number(part) == 1 && ProtobufInput.type(part) == keyType) {
                    key = keyText.take(in);
                } else {
                    in.skip(part);
                }
            }
            return key;
        }

        static String text(ProtobufInput in) throws BadEventException {
            long length = in.varint();
            int start = in.take(length);
            return new String(in.bytes(), start, (int) length, StandardCharsets.UTF_8);
        }

        @Override
        public void forget(@Nullable Object[] row) {
            wanted.values().forEach(value -> value.field.forget(row));
        }
    }

    /** A member of a oneof: when it comes, the others are unset. */
    static final class Alternative implements ProtobufField {
        private final @Nullable ProtobufField field;
        private final ProtobufField[] others;

        /** @param field null where nothing is wanted of it */
        Alternative(@Nullable ProtobufField field, ProtobufField[] others) {
            this.field = field;
            this.others = others;
        }

        @Override
        public void read(ProtobufInput in, int tag, @Nullable Object[] row) throws BadEventException {
            for (ProtobufField other : others) {
                other.forget(row);
            }
            if (field == null) {
                in.skip(tag);
            } else {
                field.read(in, tag, row);
            }
        }

        @Override
        public void forget(@Nullable Object[] row) {
            if (field != null) {
                field.forget(row);
            }
        }
    }
}
