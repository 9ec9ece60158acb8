package dev.switchback.processor.decode;

import dev.switchback.views.registry.SchemaRegistry;
import java.util.OptionalInt;

/**
 * Where the schemas come from that records were written with.
 *
 * @param readerSchema id of the schema whose aliases tell how fields were called before (Avro; ADR 162); empty: there are no aliases
 */
public record WriterSchemas(SchemaRegistry registry, OptionalInt readerSchema) {
    /** For sources without schemas. */
    public static final WriterSchemas NONE = new WriterSchemas(SchemaRegistry.NONE, OptionalInt.empty());
}
