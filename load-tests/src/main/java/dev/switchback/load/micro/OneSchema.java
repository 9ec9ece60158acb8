package dev.switchback.load.micro;

import dev.switchback.views.registry.RegisteredSchema;
import dev.switchback.views.registry.SchemaRegistry;
import java.util.Optional;

/** A registry of a single schema. */
record OneSchema(RegisteredSchema only) implements SchemaRegistry {
    @Override
    public Optional<RegisteredSchema> schema(int id) {
        return Optional.of(only);
    }

    @Override
    public Optional<RegisteredSchema> latest(String subject) {
        return Optional.of(only);
    }
}
