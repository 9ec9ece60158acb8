package dev.switchback.processor.decode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.switchback.embedded.testing.Campaign;
import dev.switchback.views.plan.PipelinePlan;
import dev.switchback.views.registry.BrokenSchemaException;
import dev.switchback.views.registry.ProtobufSchemas;
import dev.switchback.views.registry.RegisteredSchema;
import dev.switchback.views.registry.RegisteredSchema.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Messages that protobuf-java wrote; the oracle is its DynamicMessage. */
class ProtobufDecoderTest {
    private static final int RECORDS = Campaign.choose(20, 300);
    private static final FileDescriptor FILE = file(ProtobufSamples.SCHEMA);
    private static final Descriptor EDIT = FILE.findMessageTypeByName("Edit");

    private static FileDescriptor file(String text) {
        try {
            return ProtobufSchemas.parse(new RegisteredSchema(1, Kind.PROTOBUF, text, List.of()));
        } catch (BrokenSchemaException e) {
            throw new AssertionError(e);
        }
    }

    /** @param indexes as the registry's serializers write them */
    private static byte[] framed(int id, List<Integer> indexes, byte[] message) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            CodedOutputStream out = CodedOutputStream.newInstance(bytes);
            if (indexes.equals(List.of(0))) {
                out.writeSInt32NoTag(0);
            } else {
                out.writeSInt32NoTag(indexes.size());
                for (int index : indexes) {
                    out.writeSInt32NoTag(index);
                }
            }
            out.flush();
            bytes.write(message);
            return FormatFixture.framed(id, bytes.toByteArray());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Property(tries = 40)
    void rowsAreWhatProtobufItselfReads(@ForAll @LongRange(min = 0) long seed) throws InvalidProtocolBufferException {
        Random random = new Random(seed);
        ProtobufSamples samples = new ProtobufSamples(random);
        List<String> columns = samples.columns();
        PipelinePlan plan = ProtobufSamples.plan(columns);
        FormatFixture registry = new FormatFixture();
        int id = registry.add(Kind.PROTOBUF, ProtobufSamples.SCHEMA);
        ValueDecoder decoder = registry.decoder(plan, OptionalInt.of(id));
        for (int i = 0; i < RECORDS; i++) {
            byte[] bytes = samples.bytes(EDIT);
            DynamicMessage message = DynamicMessage.parseFrom(EDIT, bytes);
            List<@Nullable Object> expected = columns.stream()
                    .<@Nullable Object>map(column -> ProtobufSamples.value(message, column))
                    .toList();
            List<@Nullable Object> found = FormatFixture.row(decoder, plan, framed(id, List.of(0), bytes));
            for (int c = 0; c < columns.size(); c++) {
                int column = c;
                assertEquals(
                        expected.get(c),
                        found.size() == 1 ? found.getFirst() : found.get(c),
                        () -> columns.get(column) + " of " + message);
            }
        }
    }

    @Property(tries = 40)
    void damagedRecordsAreJudged(@ForAll @LongRange(min = 0) long seed) {
        Random random = new Random(seed);
        ProtobufSamples samples = new ProtobufSamples(random);
        PipelinePlan plan = ProtobufSamples.plan(samples.columns());
        FormatFixture registry = new FormatFixture();
        int id = registry.add(Kind.PROTOBUF, ProtobufSamples.SCHEMA);
        ValueDecoder decoder = registry.decoder(plan, OptionalInt.empty());
        byte[] whole = framed(id, List.of(0), samples.bytes(EDIT));
        for (int i = 0; i < 60; i++) {
            byte[] damaged = Arrays.copyOf(whole, 5 + random.nextInt(whole.length - 4));
            if (damaged.length > 5) {
                damaged[5 + random.nextInt(damaged.length - 5)] = (byte) random.nextInt(256);
            }
            assertTrue(FormatFixture.row(decoder, plan, damaged).size() >= 1);
        }
    }

    @Test
    @DisplayName("The message's indexes tell which message it is, nested ones too")
    void messageIndexes() {
        Descriptor inner = FILE.findMessageTypeByName("Other").findNestedTypeByName("Inner");
        byte[] bytes = DynamicMessage.newBuilder(inner)
                .setField(inner.findFieldByName("text"), "in")
                .build()
                .toByteArray();
        PipelinePlan plan = FormatFixture.plan("protobuf", "text: VARCHAR", "far: INTEGER");
        FormatFixture registry = new FormatFixture();
        int id = registry.add(Kind.PROTOBUF, ProtobufSamples.SCHEMA);
        ValueDecoder decoder = registry.decoder(plan, OptionalInt.empty());
        assertEquals(Arrays.asList("in", null), FormatFixture.row(decoder, plan, framed(id, List.of(1, 0), bytes)));
        assertEquals(Arrays.asList(null, 0), FormatFixture.row(decoder, plan, framed(id, List.of(1), new byte[0])));
        assertEquals(List.of("", 0), FormatFixture.row(decoder, plan, framed(id, List.of(0), new byte[0])));
        // A lone zero and the list [0] are the same.
        assertEquals(List.of("", 0), FormatFixture.row(decoder, plan, FormatFixture.framed(id, new byte[] {2, 0})));
        assertEquals(
                List.of(
                        "!invalid_protobuf the record is not Protobuf: it names message [7], which schema 1 does not have"),
                FormatFixture.row(decoder, plan, framed(id, List.of(7), new byte[0])));
    }

    @Test
    @DisplayName("A topic with two schemas: added fields are NULL in old records, renamed ones keep their numbers")
    void evolution() {
        String first =
                "syntax = \"proto3\"; package a; message E { string uid = 1; int32 added = 2; In in = 3; message In { string land = 1; } }";
        String second =
                "syntax = \"proto3\"; package a; message E { string user_id = 1; int64 added = 2; In in = 3; optional string channel = 4; string title = 5; message In { string country = 1; } }";
        FormatFixture registry = new FormatFixture();
        int one = registry.add(Kind.PROTOBUF, first);
        int two = registry.add(Kind.PROTOBUF, second);
        PipelinePlan plan = FormatFixture.plan(
                "protobuf",
                "user_id: VARCHAR",
                "added: BIGINT",
                "country: {type: VARCHAR, path: in.country}",
                "channel: VARCHAR",
                "title: VARCHAR");
        byte[] old = {10, 3, 'e', 'v', 'e', 16, 7, 26, 4, 10, 2, 'C', 'H'};
        ValueDecoder decoder = registry.decoder(plan, OptionalInt.of(two));
        assertEquals(
                Arrays.asList("eve", 7L, "CH", null, null),
                FormatFixture.row(decoder, plan, framed(one, List.of(0), old)));
        assertEquals(
                Arrays.asList("eve", 7L, "CH", null, ""),
                FormatFixture.row(decoder, plan, framed(two, List.of(0), old)));
    }

    @Test
    void valuesThatNoColumnHolds() {
        PipelinePlan plan = FormatFixture.plan("protobuf", "u64: BIGINT", "actor: VARCHAR", "text: VARCHAR");
        FormatFixture registry = new FormatFixture();
        int id = registry.add(Kind.PROTOBUF, ProtobufSamples.SCHEMA);
        ValueDecoder decoder = registry.decoder(plan, OptionalInt.empty());
        byte[] large = DynamicMessage.newBuilder(EDIT)
                .setField(EDIT.findFieldByName("u64"), -1L)
                .build()
                .toByteArray();
        assertEquals(
                List.of(
                        "!wrong_type field u64: BIGINT takes an integer in range, found the number 18446744073709551615"),
                FormatFixture.row(decoder, plan, framed(id, List.of(0), large)));
        assertEquals(
                List.of("!wrong_type field actor: VARCHAR takes a text, found a value of type message acme.Edit.Actor"),
                FormatFixture.row(decoder, plan, framed(id, List.of(0), new byte[] {(byte) 0xA2, 1, 0})));
        assertEquals(
                List.of("!wrong_type field text: VARCHAR takes a text, found bytes that are not UTF-8"),
                FormatFixture.row(decoder, plan, framed(id, List.of(0), new byte[] {114, 1, (byte) 0xFF})));
        String text = FormatFixture.row(decoder, plan, "{}{}{}".getBytes(StandardCharsets.UTF_8))
                .toString();
        assertTrue(text.startsWith("[!invalid_protobuf the record does not begin with the zero byte"), text);
    }
}
