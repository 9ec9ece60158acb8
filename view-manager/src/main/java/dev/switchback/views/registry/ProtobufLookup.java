package dev.switchback.views.registry;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import dev.switchback.views.manifest.JsonPath;
import dev.switchback.views.manifest.SourceColumn;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Finds columns in a Protobuf message. */
final class ProtobufLookup {
    private final SourceColumn column;

    private ProtobufLookup(SourceColumn column) {
        this.column = column;
    }

    /** What is wrong with the column, a sentence; empty where it can be read. */
    static Optional<String> misfit(Descriptor message, SourceColumn column) {
        return new ProtobufLookup(column).in(message, column.path().steps());
    }

    private Optional<String> in(Descriptor message, List<JsonPath.Step> steps) {
        if (!(steps.getFirst() instanceof JsonPath.Field(String name))) {
            return Optional.of("the schema has message " + message.getFullName() + " where " + column.path()
                    + " wants an element of an array");
        }
        FieldDescriptor field = message.findFieldByName(name);
        if (field == null) {
            return Optional.of("the schema's message " + message.getFullName() + " has no field " + name + "; it has "
                    + message.getFields().stream().map(FieldDescriptor::getName).collect(Collectors.joining(", ")));
        }
        List<JsonPath.Step> rest = steps.subList(1, steps.size());
        if (field.isMapField()) {
            return rest.isEmpty() || !(rest.getFirst() instanceof JsonPath.Field)
                    ? Optional.of("the schema's field " + name + " is a map: name a key behind it")
                    : at(field.getMessageType().findFieldByNumber(2), rest.subList(1, rest.size()));
        }
        if (field.isRepeated()) {
            return rest.isEmpty() || !(rest.getFirst() instanceof JsonPath.Element)
                    ? Optional.of(
                            "the schema's field " + name + " is repeated: name a place behind it, like " + name + "[0]")
                    : at(field, rest.subList(1, rest.size()));
        }
        return at(field, rest);
    }

    private Optional<String> at(FieldDescriptor field, List<JsonPath.Step> rest) {
        if (rest.isEmpty()) {
            return ProtobufFit.misfit(field, column)
                    .map(found -> "the schema has " + found + " at " + column.path() + ", which no "
                            + column.type().sql() + " can be read from");
        }
        return field.getType() == FieldDescriptor.Type.MESSAGE
                ? in(field.getMessageType(), rest)
                : Optional.of(
                        "the schema has " + ProtobufFit.shown(field) + " where " + column.path() + " goes on inside");
    }
}
