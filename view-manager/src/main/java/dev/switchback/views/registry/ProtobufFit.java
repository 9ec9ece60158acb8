package dev.switchback.views.registry;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Timestamp;
import dev.switchback.views.manifest.SourceColumn;
import dev.switchback.views.manifest.ValueFormat.Time;
import dev.switchback.views.plan.ColumnType.Kind;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Which columns can hold values of which Protobuf types (docs/formats.md). */
public final class ProtobufFit {
    private static final Set<Kind> NUMBERS = EnumSet.of(Kind.INTEGER, Kind.BIGINT, Kind.DOUBLE, Kind.DECIMAL);
    private static final String TIMESTAMP = Timestamp.getDescriptor().getFullName();
    private static final Set<String> WRAPPERS = Set.of(
            "google.protobuf.DoubleValue",
            "google.protobuf.FloatValue",
            "google.protobuf.Int64Value",
            "google.protobuf.UInt64Value",
            "google.protobuf.Int32Value",
            "google.protobuf.UInt32Value",
            "google.protobuf.BoolValue",
            "google.protobuf.StringValue",
            "google.protobuf.BytesValue");

    private ProtobufFit() {}

    /**
     * Why no value of the field, or of one of its elements, can be the column's; empty where some or all can.
     */
    public static Optional<String> misfit(FieldDescriptor field, SourceColumn column) {
        Kind kind = column.type().kind();
        Time time = column.format().time();
        boolean fits = switch (field.getType()) {
            case BOOL -> kind == Kind.BOOLEAN;
            case INT32, SINT32, SFIXED32, UINT32, FIXED32, INT64, SINT64, SFIXED64, UINT64, FIXED64 ->
                NUMBERS.contains(kind) || (kind == Kind.TIMESTAMP && time != Time.ISO8601);
            case FLOAT, DOUBLE -> kind == Kind.DOUBLE || (kind == Kind.TIMESTAMP && time == Time.EPOCH_SECONDS);
            case STRING -> TextFit.fits(column);
            case BYTES -> kind == Kind.VARCHAR;
            case ENUM -> kind == Kind.VARCHAR || kind == Kind.INTEGER || kind == Kind.BIGINT;
            case MESSAGE -> {
                Descriptor type = field.getMessageType();
                yield isTimestamp(type)
                        ? kind == Kind.TIMESTAMP && time == Time.ANY
                        : isWrapper(type)
                                && misfit(type.findFieldByNumber(1), column).isEmpty();
            }
            case GROUP -> false;
        };
        return fits ? Optional.empty() : Optional.of(shown(field));
    }

    public static boolean isTimestamp(Descriptor type) {
        return type.getFullName().equals(TIMESTAMP);
    }

    /** Whether it is one of the messages that stand for a scalar which may be missing. */
    public static boolean isWrapper(Descriptor type) {
        return WRAPPERS.contains(type.getFullName());
    }

    /** A field's type in a few words: {@code int64}, {@code message acme.Actor}. */
    public static String shown(FieldDescriptor field) {
        String type = field.getType().name().toLowerCase(Locale.ROOT);
        return switch (field.getType()) {
            case MESSAGE, GROUP -> type + " " + field.getMessageType().getFullName();
            case ENUM -> type + " " + field.getEnumType().getFullName();
            default -> type;
        };
    }
}
