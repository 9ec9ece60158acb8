package dev.switchback.processor.decode;

import dev.switchback.processor.decode.BadEventException.Reason;
import dev.switchback.views.registry.BrokenSchemaException;
import dev.switchback.views.registry.RegisteredSchema;
import dev.switchback.views.registry.SchemaRegistry;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What was made of the schemas that records name, each once. Not thread-safe. */
final class SchemaCache<T> {
    private final SchemaRegistry registry;
    private final Compiler<T> compiler;
    private final Map<Integer, Made<T>> made = new HashMap<>();

    /** @param problem what is wrong with the schema; empty where {@code content} was made */
    private record Made<T>(@Nullable T content, String problem) {}

    /** Makes what reads records of a schema. */
    @FunctionalInterface
    interface Compiler<T> {
        T compile(RegisteredSchema schema) throws BrokenSchemaException;
    }

    SchemaCache(SchemaRegistry registry, Compiler<T> compiler) {
        this.registry = registry;
        this.compiler = compiler;
    }

    /** @throws BadEventException where the registry does not have the schema, or it cannot be read */
    T get(int id) throws BadEventException {
        Made<T> known = made.get(id);
        if (known == null) {
            RegisteredSchema schema = registry.schema(id)
                    .orElseThrow(() -> new BadEventException(
                            Reason.UNKNOWN_SCHEMA,
                            "the schema registry does not know schema " + Integer.toUnsignedString(id)
                                    + ", which the record names"));
            known = make(schema);
            made.put(id, known);
        }
        T content = known.content;
        if (content == null) {
            throw new BadEventException(Reason.UNKNOWN_SCHEMA, known.problem);
        }
        return content;
    }

    private Made<T> make(RegisteredSchema schema) {
        try {
            return new Made<>(compiler.compile(schema), "");
        } catch (BrokenSchemaException e) {
            return new Made<>(null, String.valueOf(e.getMessage()));
        }
    }
}
