package dev.switchback.processor.decode;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import dev.switchback.processor.decode.BadEventException.Reason;
import dev.switchback.views.manifest.Origin;
import dev.switchback.views.manifest.SourceColumn;
import dev.switchback.views.registry.BrokenSchemaException;
import dev.switchback.views.registry.ProtobufSchemas;
import dev.switchback.views.registry.RegisteredSchema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads Protobuf as serializers with a schema registry write it, each record by the schema and message that it was written with. A field that this has not is NULL; fields
 * that no column wants are passed over. Throws {@link dev.switchback.views.StoreUnavailableException} as the registry does. Not thread-safe.
 */
final class ProtobufDecoder implements ValueDecoder {
    private static final List<Integer> FIRST = List.of(0);
    private static final int DEEPEST_MESSAGE = 100;

    private final WriterSchemas schemas;
    private final int[] own;
    private final PathTree wanted;
    private final ProtobufReaders compiler;
    private final ProtobufInput in = new ProtobufInput();
    private final SchemaCache<Messages> messages;
    private @Nullable FileDescriptor names;

    /** The messages of one schema that were met. */
    private record Messages(FileDescriptor file, Map<List<Integer>, ProtobufMessage> byIndexes) {}

    ProtobufDecoder(List<SourceColumn> columns, WriterSchemas schemas) {
        this.schemas = schemas;
        this.own = PathTree.positions(columns, new Origin.Value());
        this.wanted = PathTree.of(columns, new Origin.Value());
        this.compiler = new ProtobufReaders(columns, new TextCache());
        this.messages = new SchemaCache<>(schemas.registry(), this::parse);
    }

    private Messages parse(RegisteredSchema registered) throws BrokenSchemaException {
        OptionalInt reader = schemas.readerSchema();
        if (reader.isPresent() && names == null) {
            names = ProtobufSchemas.parse(schemas.registry()
                    .schema(reader.getAsInt())
                    .orElseThrow(() -> new BrokenSchemaException("the schema registry does not know schema "
                            + reader.getAsInt() + " any more, with which the version was registered")));
        }
        return new Messages(ProtobufSchemas.parse(registered), new HashMap<>());
    }

    @Override
    public void decode(byte[] value, @Nullable Object[] row) throws BadEventException {
        for (int column : own) {
            row[column] = null;
        }
        int id = RegistryFrame.schemaId(value, Reason.INVALID_PROTOBUF);
        Messages known = messages.get(id);
        in.reset(value, RegistryFrame.LENGTH);
        List<Integer> indexes = indexes();
        ProtobufMessage message = known.byIndexes.get(indexes);
        if (message == null) {
            message = compile(known.file, indexes, id);
            known.byIndexes.put(indexes, message);
        }
        message.read(in, row);
    }

    /** Which message it is: its place among those of its file, then among those inside that one. A lone 0 stands for the first. */
    private List<Integer> indexes() throws BadEventException {
        long count = in.zigzag();
        if (count == 0) {
            return FIRST;
        }
        if (count < 0 || count > DEEPEST_MESSAGE) {
            throw ProtobufInput.malformed(count + " indexes of its message");
        }
        List<Integer> indexes = new ArrayList<>();
        for (long i = 0; i < count; i++) {
            indexes.add(Math.clamp(in.zigzag(), -1, Integer.MAX_VALUE));
        }
        return indexes;
    }

    private ProtobufMessage compile(FileDescriptor file, List<Integer> indexes, int id) throws BadEventException {
        List<Descriptor> among = file.getMessageTypes();
        Descriptor type = null;
        for (int index : indexes) {
            List<Descriptor> numbered = ProtobufSchemas.numbered(among);
            if (index < 0 || index >= numbered.size()) {
                throw ProtobufInput.malformed(
                        "it names message " + indexes + ", which schema " + id + " does not have");
            }
            type = numbered.get(index);
            among = type.getNestedTypes();
        }
        if (type == null) {
            throw new IllegalStateException("no indexes");
        }
        return compiler.message(type, named(type.getFullName()), wanted);
    }

    private Optional<Descriptor> named(String fullName) {
        FileDescriptor file = names;
        return file == null
                ? Optional.empty()
                : all(file.getMessageTypes())
                        .filter(message -> message.getFullName().equals(fullName))
                        .findFirst();
    }

    private static Stream<Descriptor> all(List<Descriptor> types) {
        return types.stream().flatMap(type -> Stream.concat(Stream.of(type), all(type.getNestedTypes())));
    }
}
