package dev.switchback.views.registry;

import com.google.protobuf.AnyProto;
import com.google.protobuf.ApiProto;
import com.google.protobuf.DescriptorProtos;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DurationProto;
import com.google.protobuf.EmptyProto;
import com.google.protobuf.FieldMaskProto;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.SourceContextProto;
import com.google.protobuf.StructProto;
import com.google.protobuf.TimestampProto;
import com.google.protobuf.TypeProto;
import com.google.protobuf.WrappersProto;
import com.squareup.wire.schema.CoreLoader;
import com.squareup.wire.schema.ErrorCollector;
import com.squareup.wire.schema.Linker;
import com.squareup.wire.schema.Loader;
import com.squareup.wire.schema.Location;
import com.squareup.wire.schema.ProtoFile;
import com.squareup.wire.schema.Schema;
import com.squareup.wire.schema.internal.SchemaEncoder;
import com.squareup.wire.schema.internal.parser.ProtoParser;
import dev.switchback.views.registry.RegisteredSchema.Dependency;
import dev.switchback.views.registry.RegisteredSchema.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads Protobuf schemas of a registry: Wire parses and links the text, protobuf-java makes descriptors of the result (ADR 161). */
public final class ProtobufSchemas {
    /** What every Protobuf compiler knows without being given it. */
    private static final Map<String, FileDescriptor> WELL_KNOWN = Stream.of(
                    AnyProto.getDescriptor(),
                    ApiProto.getDescriptor(),
                    DescriptorProtos.getDescriptor(),
                    DurationProto.getDescriptor(),
                    EmptyProto.getDescriptor(),
                    FieldMaskProto.getDescriptor(),
                    SourceContextProto.getDescriptor(),
                    StructProto.getDescriptor(),
                    TimestampProto.getDescriptor(),
                    TypeProto.getDescriptor(),
                    WrappersProto.getDescriptor())
            .collect(Collectors.toUnmodifiableMap(FileDescriptor::getFullName, Function.identity()));

    private static final String MAIN = "switchback-main.proto";

    private final Map<String, FileDescriptor> made = new HashMap<>(WELL_KNOWN);
    private final Schema schema;

    private ProtobufSchemas(Schema schema) {
        this.schema = schema;
    }

    /** @throws BrokenSchemaException where it is no Protobuf schema, or imports what the registry has no reference for */
    public static FileDescriptor parse(RegisteredSchema registered) throws BrokenSchemaException {
        if (registered.kind() != Kind.PROTOBUF) {
            throw new BrokenSchemaException(
                    "schema " + registered.id() + " is of type " + registered.kind() + ", not PROTOBUF");
        }
        try {
            Map<String, String> imports = registered.dependencies().stream()
                    .collect(Collectors.toMap(Dependency::name, Dependency::text, (a, _) -> a));
            ErrorCollector errors = new ErrorCollector();
            // With all of the imported files, not only with what is named in this one: paths go on inside their
            // messages.
            boolean whole = true;
            Linker linker = new Linker(new Imports(imports), errors, true, whole);
            Schema schema = linker.link(List.of(file(MAIN, registered.text())));
            errors.throwIfNonEmpty();
            return new ProtobufSchemas(schema).descriptor(MAIN);
        } catch (RuntimeException | DescriptorValidationException | InvalidProtocolBufferException e) {
            // The parser throws many kinds for malformed text; none may end a stream thread.
            throw new BrokenSchemaException(
                    "schema " + registered.id() + " is not a valid Protobuf schema: " + e.getMessage(), e);
        }
    }

    /** The messages of a file or message by the numbers that records have for them: in the order written, without the entries of maps. */
    public static List<Descriptor> numbered(List<Descriptor> messages) {
        return messages.stream()
                .filter(message -> !message.getOptions().getMapEntry())
                .toList();
    }

    private FileDescriptor descriptor(String path)
            throws DescriptorValidationException, InvalidProtocolBufferException {
        FileDescriptor known = made.get(path);
        if (known != null) {
            return known;
        }
        ProtoFile file = schema.protoFile(path);
        if (file == null) {
            throw new IllegalArgumentException("it imports " + path + ", which is not among its references");
        }
        FileDescriptorProto proto = FileDescriptorProto.parseFrom(
                new SchemaEncoder(schema).encode(file).toByteArray());
        List<FileDescriptor> imports = new ArrayList<>();
        for (String each : proto.getDependencyList()) {
            imports.add(descriptor(each));
        }
        FileDescriptor descriptor = FileDescriptor.buildFrom(proto, imports.toArray(FileDescriptor[]::new));
        made.put(path, descriptor);
        return descriptor;
    }

    private static ProtoFile file(String path, String text) {
        return ProtoFile.Companion.get(ProtoParser.Companion.parse(Location.get(path), text));
    }

    /** The references of a schema by the paths that it imports; what else it may import is in Wire itself. */
    private record Imports(Map<String, String> texts) implements Loader {
        @Override
        public ProtoFile load(String path) {
            String text = texts.get(path);
            return text == null ? CoreLoader.INSTANCE.load(path) : file(path, text);
        }

        @Override
        public Loader withErrors(ErrorCollector errors) {
            return this;
        }
    }
}
