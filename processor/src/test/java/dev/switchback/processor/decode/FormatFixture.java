package dev.switchback.processor.decode;

import dev.switchback.views.manifest.Manifest;
import dev.switchback.views.manifest.ManifestException;
import dev.switchback.views.manifest.ManifestReader;
import dev.switchback.views.manifest.SourceColumn;
import dev.switchback.views.plan.PipelinePlan;
import dev.switchback.views.registry.RegisteredSchema;
import dev.switchback.views.registry.RegisteredSchema.Kind;
import dev.switchback.views.registry.SchemaRegistry;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Schemas in memory and plans that need every column. */
final class FormatFixture implements SchemaRegistry {
    private final Map<Integer, RegisteredSchema> schemas = new HashMap<>();

    int add(Kind kind, String text) {
        int id = schemas.size() + 1;
        schemas.put(id, new RegisteredSchema(id, kind, text, List.of()));
        return id;
    }

    @Override
    public Optional<RegisteredSchema> schema(int id) {
        return Optional.ofNullable(schemas.get(id));
    }

    @Override
    public Optional<RegisteredSchema> latest(String subject) {
        throw new AssertionError("nobody asks for " + subject);
    }

    /** @param columns lines of a manifest's {@code columns:}; the event time is the broker's */
    static PipelinePlan plan(String format, String... columns) {
        List<String> lines = new ArrayList<>(List.of("_at: {type: TIMESTAMP(3), from: timestamp}"));
        lines.addAll(List.of(columns));
        try {
            Manifest manifest = new ManifestReader()
                    .read("""
                    pipeline: p
                    source:
                      topic: p
                      format: FORMAT
                      event_time: _at
                      columns:
                        COLUMNS
                    views: {x: {sql: SELECT 1 AS one FROM p}}
                    """.replace("FORMAT", format).replace("COLUMNS", String.join("\n    ", lines)));
            return new PipelinePlan("p", manifest.source(), manifest.source().columns(), 0, List.of());
        } catch (ManifestException e) {
            throw new AssertionError(e);
        }
    }

    /** A decoder of one format. */
    ValueDecoder decoder(PipelinePlan plan, OptionalInt reader) {
        List<SourceColumn> columns = plan.columns();
        return switch (plan.source().format()) {
            case JSON -> throw new AssertionError();
            case AVRO -> new AvroDecoder(columns, new WriterSchemas(this, reader));
            case PROTOBUF -> new ProtobufDecoder(columns, new WriterSchemas(this, reader));
        };
    }

    /** The row's columns behind the event time, or the reason and detail of the dead letter. */
    static List<@Nullable Object> row(ValueDecoder decoder, PipelinePlan plan, byte[] value) {
        @Nullable Object[] row = new @Nullable Object[plan.columns().size()];
        try {
            decoder.decode(value, row);
        } catch (BadEventException e) {
            return List.of("!" + e.reason().deadLetter().code() + " " + e.getMessage());
        }
        List<@Nullable Object> values = new ArrayList<>();
        for (int i = 1; i < row.length; i++) {
            values.add(row[i]);
        }
        return values;
    }

    /** Behind the registry's bytes. */
    static byte[] framed(int id, byte[] body) {
        return ByteBuffer.allocate(5 + body.length)
                .put((byte) 0)
                .putInt(id)
                .put(body)
                .array();
    }
}
