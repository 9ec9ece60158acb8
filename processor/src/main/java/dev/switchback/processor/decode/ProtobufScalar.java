package dev.switchback.processor.decode;

import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import dev.switchback.views.manifest.SourceColumn;
import dev.switchback.views.plan.ColumnType;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Takes single values of one field into one column. */
final class ProtobufScalar {
    private final FieldDescriptor.Type type;
    private final SourceColumn column;
    private final TextCache texts;
    private final Map<Integer, String> symbols;
    private final boolean closed;
    private final boolean plainText;

    ProtobufScalar(FieldDescriptor field, SourceColumn column, TextCache texts) {
        this.type = field.getType();
        this.column = column;
        this.texts = texts;
        this.plainText = column.type().kind() == ColumnType.Kind.VARCHAR;
        EnumDescriptor enumeration = type == FieldDescriptor.Type.ENUM ? field.getEnumType() : null;
        this.closed = enumeration != null && enumeration.isClosed();
        // Of numbers with several names, the first counts, as in Protobuf's own libraries.
        this.symbols = enumeration == null
                ? Map.of()
                : enumeration.getValues().stream()
                        .collect(Collectors.toMap(
                                EnumValueDescriptor::getNumber, EnumValueDescriptor::getName, (first, _) -> first));
    }

    /** How values of a type are written. */
    static int wireType(FieldDescriptor.Type type) {
        return switch (type) {
            case DOUBLE, FIXED64, SFIXED64 -> ProtobufInput.FIXED64;
            case FLOAT, FIXED32, SFIXED32 -> ProtobufInput.FIXED32;
            case STRING, BYTES, MESSAGE -> ProtobufInput.LENGTH;
            case GROUP -> ProtobufInput.START_GROUP;
            case INT32, INT64, UINT32, UINT64, SINT32, SINT64, BOOL, ENUM -> ProtobufInput.VARINT;
        };
    }

    /** Takes one value; null: it counts as unset, being none of its closed enum's. */
    @Nullable
    Object take(ProtobufInput in) throws BadEventException {
        return switch (type) {
            case INT32 -> narrow((int) in.varint());
            case INT64 -> Scalars.integral(in.varint(), column);
            case UINT32 -> Scalars.integral(in.varint() & 0xFFFF_FFFFL, column);
            case UINT64 -> Scalars.unsigned(in.varint(), column);
            case SINT32 -> {
                int value = (int) in.varint();
                yield narrow((value >>> 1) ^ -(value & 1));
            }
            case SINT64 -> Scalars.integral(in.zigzag(), column);
            case FIXED32 -> Scalars.integral(in.fixed32() & 0xFFFF_FFFFL, column);
            case SFIXED32 -> narrow(in.fixed32());
            case FIXED64 -> Scalars.unsigned(in.fixed64(), column);
            case SFIXED64 -> Scalars.integral(in.fixed64(), column);
            case FLOAT -> Scalars.real(Float.intBitsToFloat(in.fixed32()), column);
            case DOUBLE -> Scalars.real(Double.longBitsToDouble(in.fixed64()), column);
            case BOOL -> in.varint() != 0;
            case ENUM -> symbol((int) in.varint());
            case STRING, BYTES -> text(in);
            case MESSAGE, GROUP -> throw new IllegalStateException(column.name() + " is read from a message");
        };
    }

    private Object narrow(int value) throws BadEventException {
        return Scalars.integral(value, column);
    }

    private @Nullable Object symbol(int number) throws BadEventException {
        String name = symbols.get(number);
        if (name == null && closed) {
            return null;
        }
        if (!plainText) {
            return narrow(number);
        }
        return name == null ? Integer.toString(number) : name;
    }

    private Object text(ProtobufInput in) throws BadEventException {
        long length = in.varint();
        int start = in.take(length);
        String text = texts.getStrict(in.bytes(), start, in.at());
        return plainText && text != null ? text : Scalars.text(text, column);
    }

    /** What the column holds where a field without presence is not there; null where its default is none of the column's values. */
    @Nullable
    Object ofDefault() {
        try {
            return switch (type) {
                case INT32, INT64, UINT32, UINT64, SINT32, SINT64, FIXED32, SFIXED32, FIXED64, SFIXED64 ->
                    Scalars.integral(0, column);
                case FLOAT, DOUBLE -> Scalars.real(0, column);
                case BOOL -> false;
                case ENUM -> symbol(0);
                case STRING, BYTES -> Scalars.text("", column);
                case MESSAGE, GROUP -> null;
            };
        } catch (BadEventException e) {
            return null;
        }
    }
}
