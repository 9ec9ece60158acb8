package dev.switchback.processor.decode;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import dev.switchback.views.plan.PipelinePlan;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** A schema with every kind of field, random messages of it, and columns. */
final class ProtobufSamples {
    static final String SCHEMA = """
            syntax = "proto3";
            package acme;
            import "google/protobuf/timestamp.proto";
            import "google/protobuf/wrappers.proto";
            enum Colour { NONE = 0; RED = 1; BLUE = 5; }
            message Edit {
              message Actor {
                string login = 1;
                int32 age = 2;
                optional int32 rank = 3;
                repeated sint64 scores = 4;
                map<string, int64> counts = 5;
                Actor boss = 6;
                google.protobuf.Timestamp since = 7;
              }
              int32 i32 = 1; int64 i64 = 2; uint32 u32 = 3; uint64 u64 = 4; sint32 s32 = 5; sint64 s64 = 6;
              fixed32 f32 = 7; fixed64 f64 = 8; sfixed32 sf32 = 9; sfixed64 sf64 = 10;
              float real = 11; double wide = 12; bool flag = 13; string text = 14; bytes raw = 15; Colour colour = 16;
              optional int64 maybe = 17; optional string word = 18; optional Colour paint = 19;
              Actor actor = 20; repeated Actor actors = 21; repeated int32 numbers = 22; repeated string words = 23;
              repeated fixed64 wides = 24 [packed = false]; repeated Colour colours = 25;
              map<string, string> labels = 26; map<int32, Actor> people = 27;
              oneof kind { string name = 28; int64 number = 29; Actor person = 30; bool other = 31; }
              google.protobuf.Timestamp at = 32; google.protobuf.Int64Value boxed = 33; google.protobuf.StringValue note = 34;
              map<string, google.protobuf.Timestamp> times = 35; repeated google.protobuf.DoubleValue doubles = 36;
              int32 far = 70000;
            }
            message Other { message Inner { string text = 1; } Inner inner = 1; int32 far = 2; }
            """;

    /** Type and path; what is chosen for a test is a part of these. */
    private static final List<String> COLUMNS = List.of(
            "INTEGER i32",
            "BIGINT i32",
            "DOUBLE i32",
            "BIGINT i64",
            "BIGINT u32",
            "DECIMAL(20,0) u64",
            "INTEGER s32",
            "BIGINT s64",
            "BIGINT f32",
            "DECIMAL(20,0) f64",
            "INTEGER sf32",
            "BIGINT sf64",
            "DOUBLE real",
            "DOUBLE wide",
            "BOOLEAN flag",
            "VARCHAR text",
            "VARCHAR colour",
            "INTEGER colour",
            "BIGINT maybe",
            "VARCHAR word",
            "VARCHAR paint",
            "VARCHAR actor.login",
            "INTEGER actor.age",
            "INTEGER actor.rank",
            "BIGINT actor.scores[1]",
            "BIGINT actor.counts.k1",
            "VARCHAR actor.boss.login",
            "INTEGER actor.boss.boss.age",
            "TIMESTAMP(3) actor.since",
            "VARCHAR actors[1].login",
            "BIGINT actors[0].scores[2]",
            "INTEGER actors[2].boss.age",
            "INTEGER numbers[0]",
            "BIGINT numbers[3]",
            "VARCHAR words[1]",
            "DECIMAL(20,0) wides[1]",
            "VARCHAR colours[1]",
            "VARCHAR labels.k0",
            "VARCHAR labels.k2",
            "VARCHAR people.1.login",
            "INTEGER people.2.rank",
            "VARCHAR name",
            "BIGINT number",
            "VARCHAR person.login",
            "INTEGER person.age",
            "TIMESTAMP(3) at",
            "BIGINT at.seconds",
            "BIGINT boxed",
            "VARCHAR note",
            "VARCHAR note.value",
            "TIMESTAMP(3) times.k1",
            "DOUBLE doubles[1]",
            "INTEGER far",
            "VARCHAR nowhere.at.all");

    private final Random random;

    ProtobufSamples(Random random) {
        this.random = random;
    }

    /** Some columns, none inside another. */
    List<String> columns() {
        List<String> chosen = new ArrayList<>();
        for (String column : COLUMNS) {
            String path = path(column);
            boolean apart = chosen.stream()
                    .map(ProtobufSamples::path)
                    .noneMatch(other -> path.startsWith(other + ".") || other.startsWith(path + "."));
            if (apart && random.nextInt(3) > 0) {
                chosen.add(column);
            }
        }
        return chosen;
    }

    private static String path(String column) {
        return column.substring(column.indexOf(' ') + 1);
    }

    static PipelinePlan plan(List<String> columns) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            String type = columns.get(i).substring(0, columns.get(i).indexOf(' '));
            lines.add("c" + i + ": {type: '" + type + "', path: '" + path(columns.get(i)) + "'}");
        }
        return FormatFixture.plan("protobuf", lines.toArray(String[]::new));
    }

    /** What a column holds of a message, as protobuf-java reads it. */
    static @Nullable Object value(Message message, String column) {
        Object at = message;
        FieldDescriptor field = null;
        for (String step : path(column).replace("[", ".[").split("\\.", -1)) {
            if (at instanceof Message inner && !step.startsWith("[")) {
                field = inner.getDescriptorForType().findFieldByName(step);
                boolean there = field != null && (field.isRepeated() || !field.hasPresence() || inner.hasField(field));
                at = there ? inner.getField(field) : null;
            } else if (at instanceof List<?> list && step.startsWith("[")) {
                int index = Integer.parseInt(step.substring(1, step.length() - 1));
                at = index < list.size() ? list.get(index) : null;
            } else if (at instanceof List<?> entries && field != null && field.isMapField()) {
                at = entry(entries, step);
            } else {
                at = null;
            }
        }
        return at == null ? null : converted(at, field, column);
    }

    /** The last one of that key, as maps have it. */
    private static @Nullable Object entry(List<?> entries, String key) {
        Object found = null;
        for (Object each : entries) {
            Message entry = (Message) each;
            Descriptor type = entry.getDescriptorForType();
            if (entry.getField(type.findFieldByNumber(1)).toString().equals(key)) {
                found = entry.getField(type.findFieldByNumber(2));
            }
        }
        return found;
    }

    private static Object converted(Object value, @Nullable FieldDescriptor field, String column) {
        boolean unsigned = field != null
                && switch (field.getType()) {
                    case UINT32, UINT64, FIXED32, FIXED64 -> true;
                    default -> false;
                };
        Object plain = switch (value) {
            case Message message
            when message.getDescriptorForType().getFullName().endsWith("Timestamp") -> {
                Descriptor type = message.getDescriptorForType();
                long seconds = (Long) message.getField(type.findFieldByName("seconds"));
                int nanos = (Integer) message.getField(type.findFieldByName("nanos"));
                yield seconds * 1000 + Math.floorDiv(nanos, 1_000_000);
            }
            case Message wrapper ->
                wrapper.getField(wrapper.getDescriptorForType().findFieldByName("value"));
            case EnumValueDescriptor symbol when column.startsWith("INTEGER") -> symbol.getNumber();
            case EnumValueDescriptor symbol ->
                symbol.getIndex() < 0 ? Integer.toString(symbol.getNumber()) : symbol.getName();
            case Integer number when unsigned -> Integer.toUnsignedLong(number);
            case Long number when unsigned -> new BigDecimal(Long.toUnsignedString(number));
            default -> value;
        };
        return switch (plain) {
            case Float number -> number.doubleValue() + 0.0;
            case Double number -> number + 0.0;
            case Integer number when column.startsWith("BIGINT") -> number.longValue();
            case Integer number when column.startsWith("DOUBLE") -> number.doubleValue();
            default -> plain;
        };
    }

    /** A random message; fields come in any order, and some are set twice, as two messages written one after the other. */
    byte[] bytes(Descriptor type) {
        byte[] first = message(type, 0).toByteArray();
        byte[] second = random.nextInt(3) == 0 ? message(type, 0).toByteArray() : new byte[0];
        byte[] both = new byte[first.length + second.length];
        System.arraycopy(first, 0, both, 0, first.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    private DynamicMessage message(Descriptor type, int depth) {
        DynamicMessage.Builder builder = DynamicMessage.newBuilder(type);
        for (FieldDescriptor field : type.getFields()) {
            boolean deep = depth > 2 && field.getJavaType() == FieldDescriptor.JavaType.MESSAGE;
            if (random.nextBoolean() || deep) {
                continue;
            }
            if (field.isRepeated()) {
                for (int i = random.nextInt(4); i > 0; i--) {
                    builder.addRepeatedField(field, value(field, depth));
                }
            } else {
                builder.setField(field, value(field, depth));
            }
        }
        return builder.build();
    }

    private Object value(FieldDescriptor field, int depth) {
        return switch (field.getType()) {
            case INT32, SINT32, SFIXED32, UINT32, FIXED32 ->
                field.getContainingType().getOptions().getMapEntry()
                        ? random.nextInt(4)
                        : random.nextInt() >> random.nextInt(32);
            case INT64, SINT64, SFIXED64, UINT64, FIXED64 -> random.nextLong() >> random.nextInt(64);
            case FLOAT -> random.nextInt(5) == 0 ? -0.0f : random.nextFloat();
            case DOUBLE -> random.nextGaussian();
            case BOOL -> random.nextBoolean();
            case STRING ->
                field.getContainingType().getOptions().getMapEntry() && field.getNumber() == 1
                        ? "k" + random.nextInt(4)
                        : random.nextInt(4) == 0 ? "" : "tä€𝄞" + random.nextInt(100);
            case BYTES -> ByteString.copyFrom(new byte[] {1, -1});
            // Numbers without a name too.
            case ENUM -> field.getEnumType().findValueByNumberCreatingIfUnknown(random.nextInt(7));
            case MESSAGE -> timestamp(field.getMessageType(), depth);
            case GROUP -> throw new AssertionError();
        };
    }

    private DynamicMessage timestamp(Descriptor type, int depth) {
        if (!type.getFullName().endsWith("Timestamp")) {
            return message(type, depth + 1);
        }
        return DynamicMessage.newBuilder(type)
                .setField(type.findFieldByName("seconds"), random.nextLong(4_000_000_000L) - 1_000_000_000L)
                .setField(type.findFieldByName("nanos"), random.nextInt(1_000_000_000))
                .build();
    }
}
