package dev.switchback.views.registry;

import java.util.Optional;

/** Port to a registry of schemas. Thread-safe. Methods throw {@link dev.switchback.views.StoreUnavailableException} while it does not answer. */
public interface SchemaRegistry {
    /** For sources without schemas; asking it is a mistake. */
    SchemaRegistry NONE = new SchemaRegistry() {
        @Override
        public Optional<RegisteredSchema> schema(int id) {
            throw new IllegalStateException("there is no schema registry");
        }

        @Override
        public Optional<RegisteredSchema> latest(String subject) {
            throw new IllegalStateException("there is no schema registry");
        }
    };

    /** The schema of an id; empty only where the registry says that it has none of that id. */
    Optional<RegisteredSchema> schema(int id);

    /** The newest schema of a subject; empty only where the registry says that it has no such subject. */
    Optional<RegisteredSchema> latest(String subject);
}
