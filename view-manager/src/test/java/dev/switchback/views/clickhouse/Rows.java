package dev.switchback.views.clickhouse;

import dev.switchback.views.history.InsertColumn;
import dev.switchback.views.plan.ColumnType;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows in RowBinary, written the plain way from the format's page (https://clickhouse.com/docs/interfaces/formats/RowBinary). */
final class Rows {
    private final List<InsertColumn> columns;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    Rows(List<InsertColumn> columns) {
        this.columns = columns;
    }

    Rows row(@Nullable Object... values) {
        if (values.length != columns.size()) {
            throw new IllegalArgumentException(values.length + " values for " + columns);
        }
        for (int i = 0; i < values.length; i++) {
            write(columns.get(i), values[i]);
        }
        return this;
    }

    byte[] bytes() {
        return out.toByteArray();
    }

    private void write(InsertColumn column, @Nullable Object value) {
        switch (column.kind()) {
            case NULLABLE -> {
                out.write(value == null ? 1 : 0);
                if (value != null) {
                    value(column.type(), value);
                }
            }
            case REQUIRED -> value(column.type(), required(value));
            case VALUES -> {
                List<?> values = (List<?>) required(value);
                varint(values.size());
                values.forEach(element -> value(column.type(), element));
            }
            case BUCKETS, MOMENTS, SMALLEST, LARGEST ->
                throw new IllegalArgumentException("the processor's tests write " + column.kind());
            case UNSIGNED -> number(8, ((Number) required(value)).longValue());
            case UNSIGNED_INT -> number(4, ((Number) required(value)).intValue());
        }
    }

    private static Object required(@Nullable Object value) {
        if (value == null) {
            throw new IllegalArgumentException("null where a value is required");
        }
        return value;
    }

    private void value(ColumnType type, Object value) {
        switch (type.kind()) {
            case BOOLEAN -> out.write((Boolean) value ? 1 : 0);
            case INTEGER -> number(4, (Integer) value);
            case BIGINT, TIMESTAMP -> number(8, (Long) value);
            case DOUBLE -> number(8, Double.doubleToRawLongBits((Double) value));
            case DECIMAL -> decimal(type, (BigDecimal) value);
            case VARCHAR ->
                text(value instanceof byte[] raw ? raw : value.toString().getBytes(StandardCharsets.UTF_8));
        }
    }

    private void decimal(ColumnType type, BigDecimal value) {
        int width = type.precision() <= 9 ? 4 : type.precision() <= 18 ? 8 : 16;
        BigInteger unscaled = value.setScale(type.scale()).unscaledValue();
        for (int i = 0; i < width; i++) {
            out.write(unscaled.shiftRight(8 * i).intValue() & 0xff);
        }
    }

    private void text(byte[] bytes) {
        varint(bytes.length);
        out.writeBytes(bytes);
    }

    private void varint(int value) {
        int rest = value;
        while (rest > 127) {
            out.write((rest & 127) | 128);
            rest >>>= 7;
        }
        out.write(rest);
    }

    private void number(int width, long value) {
        for (int i = 0; i < width; i++) {
            out.write((int) (value >>> (8 * i)) & 0xff);
        }
    }
}
