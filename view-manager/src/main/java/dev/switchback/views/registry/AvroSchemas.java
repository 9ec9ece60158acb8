package dev.switchback.views.registry;

import dev.switchback.views.registry.RegisteredSchema.Dependency;
import dev.switchback.views.registry.RegisteredSchema.Kind;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.NameValidator;
import org.apache.avro.Schema;

/** Reads Avro schemas of a registry. */
public final class AvroSchemas {
    private AvroSchemas() {}

    /**
     * A writer's schema with the names that a reader's schema has for its fields, by the reader's aliases.
     *
     * @throws BrokenSchemaException where the aliases make two fields of one
     */
    public static Schema renamed(Schema writer, Schema reader) throws BrokenSchemaException {
        try {
            return Schema.applyAliases(writer, reader);
        } catch (AvroRuntimeException e) {
            throw new BrokenSchemaException(
                    "the aliases of " + reader.getFullName() + " do not fit the schema of the record: "
                            + e.getMessage(),
                    e);
        }
    }

    /** @throws BrokenSchemaException where it is no Avro schema */
    public static Schema parse(RegisteredSchema registered) throws BrokenSchemaException {
        if (registered.kind() != Kind.AVRO) {
            throw new BrokenSchemaException(
                    "schema " + registered.id() + " is of type " + registered.kind() + ", not AVRO");
        }
        try {
            // As lenient about names and defaults as registries have been: neither matters for reading.
            Schema.Parser parser = new Schema.Parser(NameValidator.NO_VALIDATION).setValidateDefaults(false);
            for (Dependency dependency : registered.dependencies()) {
                parser.parse(dependency.text());
            }
            return parser.parse(registered.text());
        } catch (AvroRuntimeException e) {
            throw new BrokenSchemaException(
                    "schema " + registered.id() + " is not a valid Avro schema: " + e.getMessage(), e);
        }
    }
}
