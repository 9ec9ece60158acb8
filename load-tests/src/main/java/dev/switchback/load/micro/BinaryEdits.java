package dev.switchback.load.micro;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import dev.switchback.views.registry.BrokenSchemaException;
import dev.switchback.views.registry.ProtobufSchemas;
import dev.switchback.views.registry.RegisteredSchema;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** The benchmark's events, written by the genuine libraries as serializers with a schema registry write them. */
final class BinaryEdits {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** All fields of an edit, in the order of the JSON. */
    static final String AVRO = """
            {"type":"record","name":"Edit","fields":[
              {"name":"time","type":{"type":"long","logicalType":"timestamp-millis"}},{"name":"channel","type":"string"},
              {"name":"cityName","type":["null","string"]},{"name":"comment","type":"string"},
              {"name":"countryIsoCode","type":["null","string"]},{"name":"countryName","type":["null","string"]},
              {"name":"isAnonymous","type":"boolean"},{"name":"isMinor","type":"boolean"},{"name":"isNew","type":"boolean"},
              {"name":"isRobot","type":"boolean"},{"name":"isUnpatrolled","type":"boolean"},{"name":"metroCode","type":["null","string"]},
              {"name":"namespace","type":"string"},{"name":"page","type":"string"},{"name":"regionIsoCode","type":["null","string"]},
              {"name":"regionName","type":["null","string"]},{"name":"user","type":"string"},{"name":"delta","type":"long"},
              {"name":"added","type":"long"},{"name":"deleted","type":"long"}]}""";

    static final String AVRO_NEEDED = """
            {"type":"record","name":"Edit","fields":[
              {"name":"time","type":{"type":"long","logicalType":"timestamp-millis"}},{"name":"channel","type":"string"},
              {"name":"page","type":"string"},{"name":"user","type":"string"},{"name":"added","type":"long"},{"name":"deleted","type":"long"}]}""";

    static final String PROTOBUF = """
            syntax = "proto3";
            message Edit {
              int64 time = 1; string channel = 2; optional string cityName = 3; string comment = 4; optional string countryIsoCode = 5;
              optional string countryName = 6; bool isAnonymous = 7; bool isMinor = 8; bool isNew = 9; bool isRobot = 10;
              bool isUnpatrolled = 11; optional string metroCode = 12; string namespace = 13; string page = 14;
              optional string regionIsoCode = 15; optional string regionName = 16; string user = 17; sint64 delta = 18;
              int64 added = 19; int64 deleted = 20;
            }
            """;

    private BinaryEdits() {}

    static Descriptor descriptor() {
        try {
            return ProtobufSchemas.parse(new RegisteredSchema(1, RegisteredSchema.Kind.PROTOBUF, PROTOBUF, List.of()))
                    .getMessageTypes()
                    .getFirst();
        } catch (BrokenSchemaException e) {
            throw new IllegalStateException("the benchmark's schema is refused", e);
        }
    }

    private static @Nullable Object value(JsonNode node, String name) {
        if (name.equals("time")) {
            return Instant.parse(node.asString()).toEpochMilli();
        }
        if (node.isNull()) {
            return null;
        }
        return node.isBoolean() ? node.asBoolean() : node.isNumber() ? (Object) node.asLong() : node.asString();
    }

    static byte[] avro(Schema schema, byte[] json) {
        JsonNode edit = JSON.readTree(json);
        GenericRecord record = new GenericData.Record(schema);
        schema.getFields().forEach(field -> record.put(field.name(), value(edit.path(field.name()), field.name())));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            bytes.write(ByteBuffer.allocate(5).put((byte) 0).putInt(1).array());
            BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
            new GenericDatumWriter<GenericRecord>(schema).write(record, encoder);
            encoder.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** With the single zero of a file's first message. */
    static byte[] protobuf(Descriptor type, byte[] json) {
        JsonNode edit = JSON.readTree(json);
        DynamicMessage.Builder message = DynamicMessage.newBuilder(type);
        for (FieldDescriptor field : type.getFields()) {
            Object value = value(edit.path(field.getName()), field.getName());
            if (value != null) {
                message.setField(field, value);
            }
        }
        byte[] body = message.build().toByteArray();
        return ByteBuffer.allocate(6 + body.length)
                .put((byte) 0)
                .putInt(1)
                .put((byte) 0)
                .put(body)
                .array();
    }
}
