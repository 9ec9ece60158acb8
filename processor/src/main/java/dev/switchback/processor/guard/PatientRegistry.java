package dev.switchback.processor.guard;

import dev.switchback.views.registry.RegisteredSchema;
import dev.switchback.views.registry.SchemaRegistry;
import java.util.Optional;

/** Waits for a schema registry that is away, as for a store: no record is judged without it. Thread-safe. */
public final class PatientRegistry implements SchemaRegistry {
    private final SchemaRegistry registry;
    private final StoreRetry retry;

    public PatientRegistry(SchemaRegistry registry, StoreRetry retry) {
        this.registry = registry;
        this.retry = retry;
    }

    @Override
    public Optional<RegisteredSchema> schema(int id) {
        return retry.call(AskedStore.SCHEMA_REGISTRY, () -> registry.schema(id));
    }

    @Override
    public Optional<RegisteredSchema> latest(String subject) {
        return retry.call(AskedStore.SCHEMA_REGISTRY, () -> registry.latest(subject));
    }
}
