package dev.switchback.views.registry;

import dev.switchback.views.registry.RegisteredSchema.Dependency;
import dev.switchback.views.registry.RegisteredSchema.Kind;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.NameValidator;
import org.apache.avro.Schema;

/** Reads Avro schemas of a registry. */
public final class AvroSchemas {
    private AvroSchemas() {}

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
