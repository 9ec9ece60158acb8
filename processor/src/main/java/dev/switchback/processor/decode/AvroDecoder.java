package dev.switchback.processor.decode;

import dev.switchback.processor.decode.BadEventException.Reason;
import dev.switchback.views.manifest.Origin;
import dev.switchback.views.manifest.SourceColumn;
import dev.switchback.views.registry.AvroSchemas;
import dev.switchback.views.registry.BrokenSchemaException;
import dev.switchback.views.registry.RegisteredSchema;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Reads Avro as serializers with a schema registry write it, each record by the schema that it was written with. A field that this has not is NULL; fields that
 * no column wants are passed over. Throws {@link dev.switchback.views.StoreUnavailableException} as the registry does. Not thread-safe.
 */
final class AvroDecoder implements ValueDecoder {
    private final WriterSchemas schemas;
    private final int[] own;
    private final PathTree wanted;
    private final List<SourceColumn> columns;
    private final AvroScalars scalars = new AvroScalars(new TextCache());
    private final AvroInput in = new AvroInput();
    private final SchemaCache<AvroReader> readers;
    private Optional<Schema> reader = Optional.empty();
    private @Nullable AvroReader newest;
    private int newestId;

    AvroDecoder(List<SourceColumn> columns, WriterSchemas schemas) {
        this.schemas = schemas;
        this.columns = columns;
        this.own = PathTree.positions(columns, new Origin.Value());
        this.wanted = PathTree.of(columns, new Origin.Value());
        this.readers = new SchemaCache<>(schemas.registry(), this::compile);
    }

    private AvroReader compile(RegisteredSchema registered) throws BrokenSchemaException {
        Schema writer = AvroSchemas.parse(registered);
        Optional<Schema> names = readerSchema();
        if (names.isPresent()) {
            writer = AvroSchemas.renamed(writer, names.get());
        }
        return new AvroReaders(columns, scalars).reader(writer, wanted);
    }

    private Optional<Schema> readerSchema() throws BrokenSchemaException {
        OptionalInt id = schemas.readerSchema();
        if (id.isPresent() && reader.isEmpty()) {
            RegisteredSchema registered = schemas.registry()
                    .schema(id.getAsInt())
                    .orElseThrow(() -> new BrokenSchemaException("the schema registry does not know schema "
                            + id.getAsInt() + " any more, with which the version was registered"));
            reader = Optional.of(AvroSchemas.parse(registered));
        }
        return reader;
    }

    @Override
    public void decode(byte[] value, @Nullable Object[] row) throws BadEventException {
        for (int column : own) {
            row[column] = null;
        }
        int id = RegistryFrame.schemaId(value, Reason.INVALID_AVRO);
        AvroReader known = newest;
        if (known == null || id != newestId) {
            known = readers.get(id);
            newest = known;
            newestId = id;
        }
        in.reset(value, RegistryFrame.LENGTH);
        known.read(in, row);
        if (!in.isAtEnd()) {
            throw AvroInput.malformed("something follows it");
        }
    }
}
