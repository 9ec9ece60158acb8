package dev.switchback.views.registry;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/** Asks another registry once per id. That an id is unknown is believed for a while only: it may be registered. Thread-safe. */
public final class RememberingRegistry implements SchemaRegistry {
    private static final Duration BELIEVED = Duration.ofSeconds(5);
    /** Broken records may name any id. */
    private static final int MOST_UNKNOWN = 10_000;

    private final SchemaRegistry registry;
    private final LongSupplier nanos;
    private final Map<Integer, RegisteredSchema> known = new ConcurrentHashMap<>();
    private final Map<Integer, Long> unknown = new ConcurrentHashMap<>();

    public RememberingRegistry(SchemaRegistry registry) {
        this(registry, System::nanoTime);
    }

    RememberingRegistry(SchemaRegistry registry, LongSupplier nanos) {
        this.registry = registry;
        this.nanos = nanos;
    }

    @Override
    public Optional<RegisteredSchema> schema(int id) {
        RegisteredSchema schema = known.get(id);
        if (schema != null) {
            return Optional.of(schema);
        }
        Long asked = unknown.get(id);
        if (asked != null && nanos.getAsLong() - asked < BELIEVED.toNanos()) {
            return Optional.empty();
        }
        Optional<RegisteredSchema> answer = registry.schema(id);
        if (answer.isPresent()) {
            known.put(id, answer.get());
        } else {
            if (unknown.size() >= MOST_UNKNOWN) {
                unknown.clear();
            }
            unknown.put(id, nanos.getAsLong());
        }
        return answer;
    }

    @Override
    public Optional<RegisteredSchema> latest(String subject) {
        return registry.latest(subject);
    }
}
