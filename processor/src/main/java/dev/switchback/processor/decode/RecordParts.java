package dev.switchback.processor.decode;

import dev.switchback.processor.decode.BadEventException.Reason;
import dev.switchback.views.manifest.Origin;
import dev.switchback.views.manifest.SourceColumn;
import dev.switchback.views.plan.ColumnType;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** Makes the readers of keys, headers and what Kafka itself knows of a record. Those made at once share a cache and belong to one thread. */
final class RecordParts {
    private final List<SourceColumn> columns;
    private final TextCache texts = new TextCache();

    private RecordParts(List<SourceColumn> columns) {
        this.columns = columns;
    }

    /** None where every column is read from the value. */
    static RecordPart[] of(List<SourceColumn> columns) {
        if (columns.stream().allMatch(SourceColumn::inValue)) {
            return new RecordPart[0];
        }
        return new RecordParts(columns).parts().toArray(RecordPart[]::new);
    }

    private List<RecordPart> parts() {
        List<RecordPart> parts = new ArrayList<>();
        Set<Origin> objects = new HashSet<>();
        for (int i = 0; i < columns.size(); i++) {
            SourceColumn column = columns.get(i);
            boolean whole = column.path().steps().isEmpty();
            if (column.origin().isContent() && !column.inValue() && !whole) {
                if (objects.add(column.origin())) {
                    parts.add(object(column.origin()));
                }
            } else if (!column.inValue()) {
                parts.add(part(column, i));
            }
        }
        return parts;
    }

    private RecordPart part(SourceColumn column, int at) {
        return switch (column.origin()) {
            case Origin.Value() -> throw new IllegalArgumentException(column.name() + " is read from the value");
            case Origin.Key() -> content(column, at);
            case Origin.Header header -> content(column, at);
            case Origin.Partition() ->
                column.type().equals(ColumnType.INTEGER)
                        ? (record, row) -> row[at] = record.partition()
                        : (record, row) -> row[at] = (long) record.partition();
            case Origin.Offset() -> (record, row) -> row[at] = record.offset();
            case Origin.Timestamp() -> (record, row) -> set(row, at, timestamp(record.timestamp(), column));
        };
    }

    /** NullAway takes the row of a lambda for one without NULLs. */
    private static void set(@Nullable Object[] row, int at, @Nullable Object value) {
        row[at] = value;
    }

    private RecordPart content(SourceColumn column, int at) {
        Content content = content(column.origin());
        return (record, row) -> set(row, at, scalar(content.of(record), column));
    }

    private static @Nullable Long timestamp(long millis, SourceColumn column) throws BadEventException {
        if (millis == ConsumerRecord.NO_TIMESTAMP) {
            return null;
        }
        return inRange(millis, column);
    }

    private static long inRange(long millis, SourceColumn column) throws BadEventException {
        if (millis < TimestampText.MIN || millis > TimestampText.MAX) {
            throw ScalarReader.outOfRange(column, Long.toString(millis));
        }
        return millis;
    }

    /** Columns inside a JSON object, read together. */
    private RecordPart object(Origin origin) {
        JsonDecoder decoder = new JsonDecoder(columns, origin, Set.of());
        int[] own = PathTree.positions(columns, origin);
        Content content = content(origin);
        return (record, row) -> {
            byte[] bytes = content.of(record);
            if (bytes == null) {
                for (int column : own) {
                    set(row, column, null);
                }
                return;
            }
            try {
                decoder.decode(bytes, row);
            } catch (BadEventException e) {
                if (e.reason() == Reason.INVALID_JSON) {
                    throw new BadEventException(Reason.INVALID_JSON, origin.word() + ": " + e.getMessage());
                }
                throw e;
            }
        };
    }

    /** The bytes of a key or header; null where it is missing or null. */
    @FunctionalInterface
    private interface Content {
        byte @Nullable [] of(ConsumerRecord<byte[], byte[]> record);
    }

    private static Content content(Origin origin) {
        if (origin instanceof Origin.Header(String name)) {
            return record -> {
                Header header = record.headers().lastHeader(name);
                return header == null ? null : header.value();
            };
        }
        return ConsumerRecord::key;
    }

    private @Nullable Object scalar(byte @Nullable [] bytes, SourceColumn column) throws BadEventException {
        if (bytes == null) {
            return null;
        }
        if (column.format().binary()) {
            return binary(bytes, column);
        }
        String text = texts.getStrict(bytes, 0, bytes.length);
        if (text == null) {
            throw ScalarReader.wrongType(column, bytes.length + " bytes that are not UTF-8");
        }
        return ScalarText.read(text, column);
    }

    /** As Kafka's serializers write numbers and truth values. */
    private static Object binary(byte[] bytes, SourceColumn column) throws BadEventException {
        ColumnType.Kind kind = column.type().kind();
        int size = switch (kind) {
            case BOOLEAN -> 1;
            case INTEGER -> Integer.BYTES;
            case BIGINT, DOUBLE, TIMESTAMP -> Long.BYTES;
            case DECIMAL, VARCHAR ->
                throw new IllegalArgumentException(column.type().sql() + " has no binary form");
        };
        if (bytes.length != size || (size == 1 && (bytes[0] & ~1) != 0)) {
            throw ScalarReader.wrongType(column, bytes.length == 1 ? "the byte " + bytes[0] : bytes.length + " bytes");
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return switch (kind) {
            case BOOLEAN -> bytes[0] == 1;
            case INTEGER -> buffer.getInt();
            case BIGINT -> buffer.getLong();
            case DOUBLE -> {
                double value = buffer.getDouble();
                if (!Double.isFinite(value)) {
                    throw ScalarReader.wrongType(column, Double.toString(value));
                }
                yield value + 0.0;
            }
            case TIMESTAMP -> inRange(buffer.getLong(), column);
            case DECIMAL, VARCHAR -> throw new IllegalStateException();
        };
    }
}
