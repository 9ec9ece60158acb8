package dev.switchback.views.registry;

import dev.switchback.views.manifest.JsonPath;
import dev.switchback.views.manifest.SourceColumn;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.avro.Schema;

/** Finds columns in an Avro schema. */
final class AvroLookup {
    private final SourceColumn column;

    private AvroLookup(SourceColumn column) {
        this.column = column;
    }

    /** What is wrong with the column, a sentence; empty where some branch of every union on its way leads to values of it. */
    static Optional<String> misfit(Schema schema, SourceColumn column) {
        return new AvroLookup(column).misfit(schema, column.path().steps());
    }

    private Optional<String> misfit(Schema schema, List<JsonPath.Step> steps) {
        if (schema.isUnion()) {
            List<Optional<String>> branches = schema.getTypes().stream()
                    .filter(branch -> branch.getType() != Schema.Type.NULL)
                    .map(branch -> misfit(branch, steps))
                    .toList();
            return branches.stream().anyMatch(Optional::isEmpty)
                    ? Optional.empty()
                    : branches.stream().flatMap(Optional::stream).findFirst();
        }
        if (steps.isEmpty()) {
            return AvroFit.misfit(schema, column)
                    .map(found -> "the schema has " + found + " at " + column.path() + ", which no "
                            + column.type().sql() + " can be read from");
        }
        List<JsonPath.Step> rest = steps.subList(1, steps.size());
        return switch (steps.getFirst()) {
            case JsonPath.Element(int index) ->
                schema.getType() == Schema.Type.ARRAY
                        ? misfit(schema.getElementType(), rest)
                        : Optional.of("the schema has " + AvroFit.shown(schema) + " where " + column.path()
                                + " wants element " + index + " of an array");
            case JsonPath.Field(String name) ->
                switch (schema.getType()) {
                    case MAP -> misfit(schema.getValueType(), rest);
                    case RECORD -> field(schema, name, rest);
                    default ->
                        Optional.of("the schema has " + AvroFit.shown(schema) + " where " + column.path()
                                + " wants field " + name);
                };
        };
    }

    private Optional<String> field(Schema schema, String name, List<JsonPath.Step> rest) {
        Schema.Field field = schema.getField(name);
        return field != null
                ? misfit(field.schema(), rest)
                : Optional.of("the schema's " + AvroFit.shown(schema) + " has no field " + name + "; it has "
                        + schema.getFields().stream().map(Schema.Field::name).collect(Collectors.joining(", ")));
    }
}
