package dev.switchback.processor.decode;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.OneofDescriptor;
import dev.switchback.processor.decode.ProtobufFields.Columns;
import dev.switchback.processor.decode.ProtobufFields.Entries;
import dev.switchback.processor.decode.ProtobufMessage.Default;
import dev.switchback.views.manifest.SourceColumn;
import dev.switchback.views.registry.ProtobufFit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Makes readers of messages from the schema that these were written with: what columns want is read, the rest passed over. */
final class ProtobufReaders {
    private final List<SourceColumn> columns;
    private final TextCache texts;

    ProtobufReaders(List<SourceColumn> columns, TextCache texts) {
        this.columns = columns;
        this.texts = texts;
    }

    /**
     * What reads a message.
     *
     * @param names the same message as the manifest's author knows it: its fields may be called otherwise, and keep their numbers
     */
    ProtobufMessage message(Descriptor type, Optional<Descriptor> names, PathTree wanted) {
        Map<FieldDescriptor, ProtobufField> fields = new LinkedHashMap<>();
        List<Default> defaults = new ArrayList<>();
        wanted.fields()
                .forEach((name, inner) -> find(type, names, name).ifPresent(field -> {
                    Optional<Descriptor> innerNames = names.map(n -> n.findFieldByNumber(field.getNumber()))
                            .filter(f -> f.getJavaType() == FieldDescriptor.JavaType.MESSAGE)
                            .map(FieldDescriptor::getMessageType);
                    ProtobufField reader = field(field, innerNames, inner);
                    if (reader != null) {
                        fields.put(field, reader);
                    }
                    if (!field.hasPresence() && !field.isRepeated()) {
                        defaults.addAll(defaults(field, inner));
                    }
                }));
        return new ProtobufMessage(numbered(fields), defaults.toArray(Default[]::new));
    }

    private static Optional<FieldDescriptor> find(Descriptor type, Optional<Descriptor> names, String name) {
        FieldDescriptor same = type.findFieldByName(name);
        if (same != null) {
            return Optional.of(same);
        }
        return names.map(n -> n.findFieldByName(name))
                .map(renamed -> type.findFieldByNumber(renamed.getNumber()))
                .filter(before -> names.orElseThrow().findFieldByName(before.getName()) == null);
    }

    /** By number, members of oneofs with the others that they unset. */
    private static Map<Integer, ProtobufField> numbered(Map<FieldDescriptor, ProtobufField> fields) {
        Map<Integer, ProtobufField> numbered = new LinkedHashMap<>();
        fields.forEach((field, reader) -> numbered.put(field.getNumber(), reader));
        for (FieldDescriptor wanted : fields.keySet()) {
            OneofDescriptor oneof = wanted.getRealContainingOneof();
            if (oneof != null) {
                for (FieldDescriptor member : oneof.getFields()) {
                    ProtobufField[] others = oneof.getFields().stream()
                            .filter(other -> other != member && fields.containsKey(other))
                            .map(fields::get)
                            .toArray(ProtobufField[]::new);
                    numbered.put(member.getNumber(), new ProtobufFields.Alternative(fields.get(member), others));
                }
            }
        }
        return numbered;
    }

    private @Nullable ProtobufField field(FieldDescriptor field, Optional<Descriptor> names, PathTree wanted) {
        if (!field.isRepeated()) {
            return one(field, names, wanted);
        }
        if (!wanted.columns().isEmpty()) {
            return refused(wanted, field.isMapField() ? "map" : "repeated " + ProtobufFit.shown(field));
        }
        if (field.isMapField()) {
            return wanted.fields().isEmpty() ? null : entries(field, names, wanted.fields());
        }
        return wanted.elements().isEmpty() ? null : elements(field, names, wanted.elements());
    }

    /** One value of a field, or of an element of it; null where the path goes on inside what has no inside. */
    private @Nullable ProtobufField one(FieldDescriptor field, Optional<Descriptor> names, PathTree wanted) {
        boolean message = field.getType() == FieldDescriptor.Type.MESSAGE;
        if (wanted.columns().isEmpty()) {
            return message && !wanted.fields().isEmpty()
                    ? new ProtobufFields.Inner(message(field.getMessageType(), names, wanted))
                    : null;
        }
        for (int column : wanted.columns()) {
            Optional<String> misfit = ProtobufFit.misfit(field, columns.get(column));
            if (misfit.isPresent()) {
                return new ProtobufFields.Refused(columns.get(column), misfit.get());
            }
        }
        if (!message) {
            return new ProtobufFields.Single(ProtobufScalar.wireType(field.getType()), columns(field, wanted));
        }
        if (ProtobufFit.isTimestamp(field.getMessageType())) {
            return new ProtobufFields.Instant(columns.get(wanted.columns().getFirst()), places(wanted));
        }
        PathTree value = new PathTree(wanted.columns(), Map.of(), new TreeMap<>());
        PathTree wrapped = new PathTree(List.of(), Map.of("value", value), new TreeMap<>());
        return new ProtobufFields.Inner(message(field.getMessageType(), Optional.empty(), wrapped));
    }

    private ProtobufField refused(PathTree wanted, String found) {
        return new ProtobufFields.Refused(columns.get(wanted.columns().getFirst()), found);
    }

    private Columns columns(FieldDescriptor field, PathTree wanted) {
        return new Columns(
                wanted.columns().stream()
                        .map(column -> new ProtobufScalar(field, columns.get(column), texts))
                        .toArray(ProtobufScalar[]::new),
                places(wanted));
    }

    private static int[] places(PathTree wanted) {
        return wanted.columns().stream().mapToInt(Integer::intValue).toArray();
    }

    private List<Default> defaults(FieldDescriptor field, PathTree wanted) {
        boolean scalar = field.getJavaType() != FieldDescriptor.JavaType.MESSAGE;
        return wanted.columns().stream()
                .filter(column ->
                        scalar && ProtobufFit.misfit(field, columns.get(column)).isEmpty())
                .map(column -> new Default(column, new ProtobufScalar(field, columns.get(column), texts).ofDefault()))
                .toList();
    }

    private ProtobufField elements(
            FieldDescriptor field, Optional<Descriptor> names, NavigableMap<Integer, PathTree> wanted) {
        @Nullable ProtobufField[] elements = new @Nullable ProtobufField[wanted.lastKey() + 1];
        wanted.forEach((index, inner) -> elements[index] = one(field, names, inner));
        return new ProtobufFields.Elements(ProtobufScalar.wireType(field.getType()), elements);
    }

    private ProtobufField entries(FieldDescriptor field, Optional<Descriptor> names, Map<String, PathTree> wanted) {
        FieldDescriptor key = field.getMessageType().findFieldByNumber(1);
        FieldDescriptor value = field.getMessageType().findFieldByNumber(2);
        Optional<Descriptor> valueNames = names.map(n -> n.findFieldByNumber(2))
                .filter(f -> f.getJavaType() == FieldDescriptor.JavaType.MESSAGE)
                .map(FieldDescriptor::getMessageType);
        Map<String, Entries.Value> values = new LinkedHashMap<>();
        wanted.forEach((name, inner) -> {
            ProtobufField reader = one(value, valueNames, inner);
            if (reader != null) {
                values.put(
                        name, new Entries.Value(reader, defaults(value, inner).toArray(Default[]::new)));
            }
        });
        return new Entries(ProtobufScalar.wireType(key.getType()), keyText(key), keyOfNothing(key), values);
    }

    private static String keyOfNothing(FieldDescriptor key) {
        return switch (key.getType()) {
            case STRING -> "";
            case BOOL -> "false";
            default -> "0";
        };
    }

    private static Entries.KeyText keyText(FieldDescriptor key) {
        return switch (key.getType()) {
            case STRING -> Entries::text;
            case BOOL -> in -> Boolean.toString(in.varint() != 0);
            case INT32 -> in -> Integer.toString((int) in.varint());
            case UINT32 -> in -> Integer.toUnsignedString((int) in.varint());
            case SINT32, SINT64 -> in -> Long.toString(in.zigzag());
            case FIXED32 -> in -> Integer.toUnsignedString(in.fixed32());
            case SFIXED32 -> in -> Integer.toString(in.fixed32());
            case FIXED64 -> in -> Long.toUnsignedString(in.fixed64());
            case SFIXED64 -> in -> Long.toString(in.fixed64());
            case UINT64 -> in -> Long.toUnsignedString(in.varint());
            default -> in -> Long.toString(in.varint());
        };
    }
}
