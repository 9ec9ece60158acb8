package dev.switchback.views.registry;

import java.util.List;

/**
 * A schema as a registry holds it. What an id names never changes.
 *
 * @param id in the registry, 0 or more; records name it
 * @param kind the language of {@code text}
 * @param dependencies the schemas that it refers to, and those that they refer to; each stands behind those that it needs
 */
public record RegisteredSchema(int id, Kind kind, String text, List<Dependency> dependencies) {
    public RegisteredSchema {
        dependencies = List.copyOf(dependencies);
    }

    /** Languages of schemas. */
    public enum Kind {
        AVRO,
        PROTOBUF,
        /** Any other, such as JSON Schema. */
        OTHER
    }

    /**
     * A schema that another refers to.
     *
     * @param name by which it is referred to: a type's full name in Avro, the path of an import in Protobuf
     */
    public record Dependency(String name, String text) {}
}
