package dev.switchback.processor.history;

import dev.switchback.views.history.InsertColumn;
import dev.switchback.views.plan.ColumnType;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A growing buffer of rows in ClickHouse's RowBinary format (https://clickhouse.com/docs/interfaces/formats/RowBinary). Not thread-safe.
 */
public final class RowBinary {
    private byte[] bytes = new byte[1 << 12];
    private int size;

    /** Writes a value as its column says: a value of the column's class, null, for VALUES a List of values, or a state that {@link StateBinary} knows. */
    public void write(InsertColumn column, @Nullable Object value) {
        switch (column.kind()) {
            case NULLABLE -> {
                writeByte(value == null ? 1 : 0);
                if (value != null) {
                    writeValue(column.type(), value);
                }
            }
            case REQUIRED -> writeValue(column.type(), required(column, value));
            case VALUES -> {
                List<?> values = (List<?>) required(column, value);
                writeVarint(values.size());
                for (Object element : values) {
                    writeValue(column.type(), element);
                }
            }
            case BUCKETS -> StateBinary.writeBuckets(this, value);
            case MOMENTS -> StateBinary.writeMoments(this, value);
            case SMALLEST -> StateBinary.writeChosen(this, column, -1, value);
            case LARGEST -> StateBinary.writeChosen(this, column, 1, value);
            case UNSIGNED -> writeLong(((Number) required(column, value)).longValue());
            case UNSIGNED_INT -> writeInt(((Number) required(column, value)).intValue());
        }
    }

    private static Object required(InsertColumn column, @Nullable Object value) {
        if (value == null) {
            throw new IllegalArgumentException("column " + column.name() + " takes no null");
        }
        return value;
    }

    void writeValue(ColumnType type, Object value) {
        switch (type.kind()) {
            case BOOLEAN -> writeByte((Boolean) value ? 1 : 0);
            case INTEGER -> writeInt((Integer) value);
            case BIGINT, TIMESTAMP -> writeLong((Long) value);
            case DOUBLE -> writeLong(Double.doubleToRawLongBits((Double) value));
            case DECIMAL -> writeDecimal(type, (BigDecimal) value);
            case VARCHAR -> {
                if (value instanceof byte[] raw) {
                    writeBytes(raw, 0, raw.length);
                } else {
                    writeText((String) value);
                }
            }
        }
    }

    /** 32, 64, 128 or 256 bits by precision, little-endian two's complement of the unscaled value. */
    private void writeDecimal(ColumnType type, BigDecimal value) {
        int width = type.precision() <= 9 ? 4 : type.precision() <= 18 ? 8 : type.precision() <= 38 ? 16 : 32;
        BigInteger unscaled = value.setScale(type.scale()).unscaledValue();
        byte[] bigEndian = unscaled.toByteArray();
        if (bigEndian.length > width) {
            throw new ArithmeticException(value + " does not fit " + type.sql());
        }
        ensure(width);
        byte sign = (byte) (unscaled.signum() < 0 ? -1 : 0);
        for (int i = 0; i < width; i++) {
            bytes[size++] = i < bigEndian.length ? bigEndian[bigEndian.length - 1 - i] : sign;
        }
    }

    private void writeText(String text) {
        int length = text.length();
        if (length < 128) {
            ensure(length + 1);
            int start = size + 1;
            int i = 0;
            for (; i < length; i++) {
                char c = text.charAt(i);
                if (c >= 128) {
                    break;
                }
                bytes[start + i] = (byte) c;
            }
            if (i == length) {
                bytes[size] = (byte) length;
                size = start + length;
                return;
            }
        }
        byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
        writeBytes(encoded, 0, encoded.length);
    }

    private void writeBytes(byte[] source, int offset, int length) {
        writeVarint(length);
        append(source, offset, length);
    }

    /** Appends rows, or parts of rows, that another buffer holds. */
    void append(RowBinary other, int from, int to) {
        append(other.bytes, from, to - from);
    }

    private void append(byte[] source, int offset, int length) {
        ensure(length);
        System.arraycopy(source, offset, bytes, size, length);
        size += length;
    }

    void writeVarint(long value) {
        long rest = value;
        while (rest >= 0x80) {
            writeByte((int) (rest & 0x7F) | 0x80);
            rest >>>= 7;
        }
        writeByte((int) rest);
    }

    void writeByte(int value) {
        ensure(1);
        bytes[size++] = (byte) value;
    }

    void writeInt(int value) {
        ensure(4);
        for (int shift = 0; shift < 32; shift += 8) {
            bytes[size++] = (byte) (value >>> shift);
        }
    }

    void writeLong(long value) {
        ensure(8);
        for (int shift = 0; shift < 64; shift += 8) {
            bytes[size++] = (byte) (value >>> shift);
        }
    }

    private void ensure(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, Math.addExact(size, more)));
        }
    }

    /** Number of bytes. */
    public int size() {
        return size;
    }

    public void writeTo(OutputStream out) throws IOException {
        out.write(bytes, 0, size);
    }

    public void clear() {
        size = 0;
    }
}
