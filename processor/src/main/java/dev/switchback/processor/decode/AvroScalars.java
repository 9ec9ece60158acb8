package dev.switchback.processor.decode;

import dev.switchback.views.manifest.SourceColumn;
import dev.switchback.views.plan.ColumnType;
import dev.switchback.views.registry.AvroFit;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** Makes what reads single values of Avro into columns. Not thread-safe. */
final class AvroScalars {
    private static final long DAY = 86_400_000L;
    /** Bytes of a decimal, far beyond the digits of any column. */
    private static final int LONGEST_DECIMAL = 160;

    private final TextCache texts;

    AvroScalars(TextCache texts) {
        this.texts = texts;
    }

    /** Takes one value out of the input. */
    @FunctionalInterface
    private interface Value {
        Object take(AvroInput in) throws BadEventException;
    }

    /**
     * What reads a value into a column, or refuses it.
     *
     * @param at where the column stands in the row
     */
    AvroReader reader(Schema schema, SourceColumn column, int at) {
        if (schema.getType() == Schema.Type.NULL) {
            return (in, row) -> {};
        }
        Optional<String> misfit = AvroFit.misfit(schema, column);
        if (misfit.isPresent()) {
            return refusal(column, misfit.get());
        }
        Value value = value(schema, column);
        return (in, row) -> set(row, at, value.take(in));
    }

    /** NullAway takes the row of a lambda for one without NULLs. */
    private static void set(@Nullable Object[] row, int at, Object value) {
        row[at] = value;
    }

    private static AvroReader refusal(SourceColumn column, String found) {
        return (in, row) -> {
            throw ScalarReader.wrongType(column, "a value of type " + found);
        };
    }

    private Value value(Schema schema, SourceColumn column) {
        LogicalType logical = LogicalTypes.fromSchemaIgnoreInvalid(schema);
        return switch (schema.getType()) {
            case BOOLEAN -> AvroInput::bool;
            case INT, LONG -> number(logical, column);
            case FLOAT -> in -> Scalars.real(in.real32(), column);
            case DOUBLE -> in -> Scalars.real(in.real64(), column);
            case ENUM -> symbol(schema.getEnumSymbols());
            case STRING -> text(column);
            case BYTES ->
                logical instanceof LogicalTypes.Decimal decimal
                        ? in -> decimal(in, in.block(), decimal.getScale(), column)
                        : text(column);
            case FIXED -> {
                int size = schema.getFixedSize();
                yield logical instanceof LogicalTypes.Decimal decimal
                        ? in -> decimal(in, in.take(size), decimal.getScale(), column)
                        : in -> uuid(in.bytes(), in.take(size));
            }
            case NULL, RECORD, ARRAY, MAP, UNION -> throw new IllegalArgumentException(AvroFit.shown(schema));
        };
    }

    private static Value symbol(List<String> symbols) {
        return in -> symbols.get(in.place(symbols.size()));
    }

    private static Value number(@Nullable LogicalType logical, SourceColumn column) {
        boolean time = column.type().kind() == ColumnType.Kind.TIMESTAMP;
        boolean text = column.type().kind() == ColumnType.Kind.VARCHAR;
        return switch (logical) {
            case LogicalTypes.Date date when time -> in -> Scalars.millis(in.number() * DAY, column);
            case LogicalTypes.Date date when text -> in -> date(in.number());
            case LogicalTypes.TimestampMicros micros
            when time -> in -> Scalars.millis(Math.floorDiv(in.number(), 1_000L), column);
            case LogicalTypes.TimestampNanos nanos
            when time -> in -> Scalars.millis(Math.floorDiv(in.number(), 1_000_000L), column);
            case null, default -> in -> Scalars.integral(in.number(), column);
        };
    }

    private static String date(long days) throws BadEventException {
        if (days != (int) days) {
            throw AvroInput.malformed("a date of " + days + " days");
        }
        return LocalDate.ofEpochDay(days).toString();
    }

    private Value text(SourceColumn column) {
        boolean plain = column.type().kind() == ColumnType.Kind.VARCHAR;
        return in -> {
            int start = in.block();
            String text = texts.getStrict(in.bytes(), start, in.at());
            return plain && text != null ? text : Scalars.text(text, column);
        };
    }

    /** @param start of an unscaled number that ends where the input stands */
    private static Object decimal(AvroInput in, int start, int scale, SourceColumn column) throws BadEventException {
        int length = in.at() - start;
        if (length == 0) {
            throw AvroInput.malformed("a decimal without bytes");
        }
        if (length > LONGEST_DECIMAL) {
            throw ScalarReader.wrongType(column, "a decimal of " + length + " bytes");
        }
        return Scalars.decimal(new BigDecimal(new BigInteger(in.bytes(), start, length), scale), column);
    }

    private static String uuid(byte[] bytes, int start) {
        long high = 0;
        long low = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            high = (high << 8) | (bytes[start + i] & 0xFF);
            low = (low << 8) | (bytes[start + Long.BYTES + i] & 0xFF);
        }
        return new UUID(high, low).toString();
    }
}
