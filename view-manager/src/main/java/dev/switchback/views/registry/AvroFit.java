package dev.switchback.views.registry;

import dev.switchback.views.manifest.SourceColumn;
import dev.switchback.views.manifest.ValueFormat.Time;
import dev.switchback.views.plan.ColumnType;
import dev.switchback.views.plan.ColumnType.Kind;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;

/** Which columns can hold values of which Avro types (docs/formats.md). */
public final class AvroFit {
    private static final Set<Kind> NUMBERS = EnumSet.of(Kind.INTEGER, Kind.BIGINT, Kind.DOUBLE, Kind.DECIMAL);
    private static final Set<Kind> INTEGERS = EnumSet.of(Kind.INTEGER, Kind.BIGINT);

    private AvroFit() {}

    /**
     * Why no value of the type, null aside, can be the column's; empty where some or all can.
     *
     * @param schema no union
     */
    public static Optional<String> misfit(Schema schema, SourceColumn column) {
        Kind kind = column.type().kind();
        LogicalType logical = LogicalTypes.fromSchemaIgnoreInvalid(schema);
        boolean fits = switch (schema.getType()) {
            case NULL -> true;
            case BOOLEAN -> kind == Kind.BOOLEAN;
            case INT, LONG -> logical == null ? isNumber(column) : isLogical(logical, column);
            case FLOAT, DOUBLE ->
                kind == Kind.DOUBLE
                        || (kind == Kind.TIMESTAMP && column.format().time() == Time.EPOCH_SECONDS);
            case STRING -> TextFit.fits(column);
            case ENUM -> kind == Kind.VARCHAR;
            case BYTES -> logical == null ? kind == Kind.VARCHAR : isDecimal(logical, column.type());
            case FIXED -> logical != null && (isUuid(logical, kind) || isDecimal(logical, column.type()));
            case RECORD, ARRAY, MAP, UNION -> false;
        };
        return fits ? Optional.empty() : Optional.of(shown(schema));
    }

    private static boolean isNumber(SourceColumn column) {
        return NUMBERS.contains(column.type().kind())
                || (column.type().kind() == Kind.TIMESTAMP && column.format().time() != Time.ISO8601);
    }

    private static boolean isLogical(LogicalType logical, SourceColumn column) {
        Kind kind = column.type().kind();
        boolean instant = logical instanceof LogicalTypes.Date || isTimestamp(logical);
        boolean date = logical instanceof LogicalTypes.Date && kind == Kind.VARCHAR;
        boolean plain = column.format().time() == Time.ANY;
        return date || INTEGERS.contains(kind) || (instant && plain && kind == Kind.TIMESTAMP);
    }

    /** Whether it is a point in time, and not the time of some place that nobody names. */
    private static boolean isTimestamp(LogicalType logical) {
        return logical instanceof LogicalTypes.TimestampMillis
                || logical instanceof LogicalTypes.TimestampMicros
                || logical instanceof LogicalTypes.TimestampNanos;
    }

    private static boolean isUuid(LogicalType logical, Kind kind) {
        return logical.getName().equals("uuid") && kind == Kind.VARCHAR;
    }

    private static boolean isDecimal(LogicalType logical, ColumnType type) {
        if (!(logical instanceof LogicalTypes.Decimal decimal)) {
            return false;
        }
        boolean enough = decimal.getScale() <= type.scale()
                && decimal.getPrecision() - decimal.getScale() <= type.precision() - type.scale();
        return type.kind() == Kind.DOUBLE || (type.kind() == Kind.DECIMAL && enough);
    }

    /** A type in a few words: {@code long (timestamp-micros)}, {@code record Actor}. */
    public static String shown(Schema schema) {
        LogicalType logical = LogicalTypes.fromSchemaIgnoreInvalid(schema);
        String name = schema.getType().getName();
        return switch (schema.getType()) {
            case RECORD, ENUM -> name + " " + schema.getName();
            default -> {
                String more = logical instanceof LogicalTypes.Decimal decimal
                        ? "decimal(" + decimal.getPrecision() + "," + decimal.getScale() + ")"
                        : logical == null ? "" : logical.getName();
                yield more.isEmpty() ? name : name + " (" + more + ")";
            }
        };
    }
}
