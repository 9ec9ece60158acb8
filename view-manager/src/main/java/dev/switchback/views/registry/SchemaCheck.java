package dev.switchback.views.registry;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import dev.switchback.views.engines.SchemaRegistryAddress;
import dev.switchback.views.manifest.Manifest;
import dev.switchback.views.manifest.ManifestException;
import dev.switchback.views.manifest.ManifestPlaces;
import dev.switchback.views.manifest.ManifestProblem;
import dev.switchback.views.manifest.ManifestProblem.Code;
import dev.switchback.views.manifest.Source;
import dev.switchback.views.manifest.SourceColumn;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.apache.avro.Schema;

/** Compares a manifest's columns with the newest schema of its topic, when it is registered (ADR 162). Thread-safe. */
public final class SchemaCheck {
    private final Optional<? extends SchemaRegistry> registry;

    /** @param registry empty: none is configured; manifests that need one are refused */
    public SchemaCheck(Optional<? extends SchemaRegistry> registry) {
        this.registry = registry;
    }

    /**
     * Checks a manifest.
     *
     * @param yaml its text, for the places of problems
     * @return the id of the schema that it was compared with; empty where the format has no schemas
     * @throws ManifestException where a column cannot be read from records of that schema, or there is none to compare with
     * @throws dev.switchback.views.StoreUnavailableException while the registry does not answer
     */
    public OptionalInt check(Manifest manifest, String yaml) throws ManifestException {
        Source source = manifest.source();
        if (!source.format().needsRegistry()) {
            return OptionalInt.empty();
        }
        ManifestPlaces places = new ManifestPlaces(yaml);
        if (registry.isEmpty()) {
            throw new ManifestException(List.of(places.problem(
                    Code.SCHEMA_REGISTRY,
                    List.of("source", "format"),
                    "records of this format name schemas of a registry, and this service knows none",
                    "Set " + SchemaRegistryAddress.URL + " for the replay controller and the processors.")));
        }
        RegisteredSchema schema =
                registry.get().latest(source.subjectInRegistry()).orElseThrow(() -> missing(source, places));
        List<ManifestProblem> problems = problems(source, schema, places);
        if (!problems.isEmpty()) {
            throw new ManifestException(problems);
        }
        return OptionalInt.of(schema.id());
    }

    private static ManifestException missing(Source source, ManifestPlaces places) {
        return new ManifestException(List.of(places.problem(
                Code.SCHEMA_REGISTRY,
                List.of("source", source.subject().isPresent() ? "subject" : "topic"),
                "the schema registry has no subject '" + source.subjectInRegistry() + "'",
                "Register the schema of the topic's values, or name another subject in source.subject.")));
    }

    private static List<ManifestProblem> problems(Source source, RegisteredSchema schema, ManifestPlaces places) {
        List<SourceColumn> columns =
                source.columns().stream().filter(SourceColumn::inValue).toList();
        try {
            List<Misfit> misfits = switch (source.format()) {
                case JSON -> List.of();
                case AVRO -> avro(AvroSchemas.parse(schema), columns);
                case PROTOBUF -> protobuf(ProtobufSchemas.parse(schema), columns);
            };
            return misfits.stream()
                    .map(misfit -> places.problem(
                            Code.SCHEMA_MISMATCH,
                            List.of("source", "columns", misfit.column.name()),
                            misfit.what,
                            "Compared with schema " + schema.id() + ", the newest of '" + source.subjectInRegistry()
                                    + "'; docs/formats.md lists which types can be read from which."))
                    .toList();
        } catch (BrokenSchemaException e) {
            return List.of(places.problem(
                    Code.SCHEMA_REGISTRY,
                    List.of("source", "format"),
                    String.valueOf(e.getMessage()),
                    "Correct the format, or name another subject in source.subject."));
        }
    }

    private record Misfit(SourceColumn column, String what) {}

    private static List<Misfit> avro(Schema schema, List<SourceColumn> columns) {
        return columns.stream()
                .flatMap(column -> AvroLookup.misfit(schema, column).map(what -> new Misfit(column, what)).stream())
                .toList();
    }

    /** Records say which message they are; the columns have to be those of one of them. What is said is about the one that lacks least. */
    private static List<Misfit> protobuf(FileDescriptor file, List<SourceColumn> columns) throws BrokenSchemaException {
        List<List<Misfit>> tried = all(file.getMessageTypes())
                .map(message -> columns.stream()
                        .flatMap(column ->
                                ProtobufLookup.misfit(message, column).map(what -> new Misfit(column, what)).stream())
                        .toList())
                .toList();
        return tried.stream()
                .min(Comparator.comparingInt(List::size))
                .orElseThrow(() -> new BrokenSchemaException("the schema has no message"));
    }

    private static Stream<Descriptor> all(List<Descriptor> messages) {
        return ProtobufSchemas.numbered(messages).stream()
                .flatMap(message -> Stream.concat(Stream.of(message), all(message.getNestedTypes())));
    }
}
