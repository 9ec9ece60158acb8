package dev.switchback.processor.decode;

import dev.switchback.views.plan.PipelinePlan;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.apache.avro.Conversions;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericArray;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericFixed;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.util.Utf8;
import org.jspecify.annotations.Nullable;

/** Random schemas, records and columns. */
final class AvroSamples {
    private static final int DEEPEST = 3;
    private static final BigDecimal CENT = new BigDecimal("0.01");

    private final Random random;
    private int names;

    AvroSamples(Random random) {
        this.random = random;
    }

    /**
     * A column of a single value.
     *
     * @param steps names, places of arrays as Integer
     */
    record Leaf(List<Object> steps, Schema schema, String type) {
        String path() {
            StringBuilder path = new StringBuilder();
            for (Object step : steps) {
                path.append(step instanceof Integer ? "[" + step + "]" : (path.isEmpty() ? "" : ".") + step);
            }
            return path.toString();
        }

        /** The column's value, from a record as Avro reads it. */
        @Nullable
        Object value(GenericRecord record) {
            Object at = record;
            for (Object step : steps) {
                at = switch (at) {
                    case GenericRecord inner
                    when step instanceof String name && inner.hasField(name) -> inner.get(name);
                    case List<?> list
                    when step instanceof Integer index -> index < list.size() ? list.get(index) : null;
                    case Map<?, ?> map when step instanceof String key -> map.get(new Utf8(key));
                    case null, default -> null;
                };
            }
            return at == null ? null : converted(at);
        }

        private Object converted(Object datum) {
            String logical = schema.getLogicalType() == null
                    ? ""
                    : schema.getLogicalType().getName();
            return switch (logical) {
                case "timestamp-millis" -> datum;
                case "timestamp-micros" -> Math.floorDiv((Long) datum, 1000L);
                case "date" -> LocalDate.ofEpochDay((Integer) datum).toString();
                case "decimal" -> decimal(datum).setScale(3, RoundingMode.UNNECESSARY);
                case "uuid" -> datum instanceof GenericFixed fixed ? uuid(fixed) : datum.toString();
                default ->
                    switch (datum) {
                        case Integer number when type.equals("BIGINT") -> number.longValue();
                        case Integer number when type.equals("DOUBLE") -> number.doubleValue();
                        case Integer number
                        when type.equals("DECIMAL(12,3)") ->
                            BigDecimal.valueOf(number).setScale(3);
                        case Float number -> number.doubleValue() + 0.0;
                        case Double number -> number + 0.0;
                        case Integer number -> number;
                        case Long number -> number;
                        case Boolean truth -> truth;
                        default -> datum.toString();
                    };
            };
        }

        private BigDecimal decimal(Object datum) {
            Conversions.DecimalConversion conversion = new Conversions.DecimalConversion();
            return datum instanceof GenericFixed fixed
                    ? conversion.fromFixed(fixed, schema, schema.getLogicalType())
                    : conversion.fromBytes((ByteBuffer) datum, schema, schema.getLogicalType());
        }

        private static String uuid(GenericFixed fixed) {
            ByteBuffer bytes = ByteBuffer.wrap(fixed.bytes());
            return new UUID(bytes.getLong(), bytes.getLong()).toString();
        }
    }

    static PipelinePlan plan(List<Leaf> leaves) {
        List<String> columns = new ArrayList<>();
        for (int i = 0; i < leaves.size(); i++) {
            columns.add("c" + i + ": {type: '" + leaves.get(i).type + "', path: '"
                    + leaves.get(i).path() + "'}");
        }
        return FormatFixture.plan("avro", columns.toArray(String[]::new));
    }

    Schema record(int depth) {
        List<Schema.Field> fields = new ArrayList<>();
        int count = 1 + random.nextInt(7);
        for (int i = 0; i < count; i++) {
            fields.add(new Schema.Field("f" + i, type(depth + 1)));
        }
        return Schema.createRecord("R" + names++, null, "acme", false, fields);
    }

    private Schema type(int depth) {
        return switch (random.nextInt(depth < DEEPEST ? 20 : 15)) {
            case 0 -> Schema.create(Schema.Type.BOOLEAN);
            case 1, 2 -> Schema.create(Schema.Type.INT);
            case 3 -> Schema.create(Schema.Type.LONG);
            case 4 -> Schema.create(Schema.Type.FLOAT);
            case 5 -> Schema.create(Schema.Type.DOUBLE);
            case 6, 7 -> Schema.create(Schema.Type.STRING);
            case 8 -> Schema.createEnum("E" + names++, null, "acme", List.of("RED", "GREEN", "BLUE"));
            case 9 -> LogicalTypes.timestampMillis().addToSchema(Schema.create(Schema.Type.LONG));
            case 10 -> LogicalTypes.timestampMicros().addToSchema(Schema.create(Schema.Type.LONG));
            case 11 -> LogicalTypes.date().addToSchema(Schema.create(Schema.Type.INT));
            case 12 ->
                random.nextBoolean()
                        ? LogicalTypes.decimal(9, 2).addToSchema(Schema.create(Schema.Type.BYTES))
                        : LogicalTypes.decimal(9, 2).addToSchema(Schema.createFixed("F" + names++, null, "acme", 5));
            case 13 ->
                random.nextBoolean()
                        ? LogicalTypes.uuid().addToSchema(Schema.create(Schema.Type.STRING))
                        : LogicalTypes.uuid().addToSchema(Schema.createFixed("U" + names++, null, "acme", 16));
            case 14 -> Schema.createFixed("B" + names++, null, "acme", random.nextInt(4));
            case 15 -> Schema.createUnion(Schema.create(Schema.Type.NULL), type(DEEPEST));
            case 16 -> Schema.createUnion(record(depth), Schema.create(Schema.Type.NULL));
            case 17 -> Schema.createArray(type(depth + 1));
            case 18 -> Schema.createMap(type(depth + 1));
            default -> record(depth);
        };
    }

    /** Some of the single values that are in records of a schema. */
    List<Leaf> leaves(Schema schema) {
        List<Leaf> found = new ArrayList<>();
        collect(schema, List.of(), found);
        if (found.isEmpty()) {
            found.add(new Leaf(List.of("nowhere"), Schema.create(Schema.Type.STRING), "VARCHAR"));
        }
        return found;
    }

    private void collect(Schema schema, List<Object> path, List<Leaf> found) {
        switch (schema.getType()) {
            case RECORD ->
                schema.getFields().forEach(field -> collect(field.schema(), plus(path, field.name()), found));
            case ARRAY -> collect(schema.getElementType(), plus(path, random.nextInt(3)), found);
            case MAP -> collect(schema.getValueType(), plus(path, "k" + random.nextInt(3)), found);
            case UNION -> schema.getTypes().forEach(branch -> collect(branch, path, found));
            default -> {
                String type = type(schema);
                if (!type.isEmpty() && random.nextInt(3) > 0) {
                    found.add(new Leaf(path, schema, type));
                }
            }
        }
    }

    private static List<Object> plus(List<Object> path, Object step) {
        List<Object> longer = new ArrayList<>(path);
        longer.add(step);
        return longer;
    }

    private String type(Schema schema) {
        String logical =
                schema.getLogicalType() == null ? "" : schema.getLogicalType().getName();
        return switch (logical) {
            case "timestamp-millis", "timestamp-micros" -> "TIMESTAMP(3)";
            case "date", "uuid" -> "VARCHAR";
            case "decimal" -> "DECIMAL(12,3)";
            default ->
                switch (schema.getType()) {
                    case BOOLEAN -> "BOOLEAN";
                    case INT ->
                        List.of("INTEGER", "BIGINT", "DOUBLE", "DECIMAL(12,3)").get(random.nextInt(4));
                    case LONG -> "BIGINT";
                    case FLOAT, DOUBLE -> "DOUBLE";
                    case STRING, ENUM -> "VARCHAR";
                    default -> "";
                };
        };
    }

    /** A value of a type. */
    @Nullable
    Object datum(Schema schema) {
        String logical =
                schema.getLogicalType() == null ? "" : schema.getLogicalType().getName();
        return switch (schema.getType()) {
            case NULL -> null;
            case BOOLEAN -> random.nextBoolean();
            case INT ->
                logical.equals("date") ? random.nextInt(40_000) - 10_000 : (random.nextInt() >> random.nextInt(32)) / 4;
            case LONG -> longs(logical);
            case FLOAT -> random.nextInt(10) == 0 ? -0.0f : random.nextFloat() * 1000;
            case DOUBLE -> random.nextGaussian() * 1e9;
            case STRING -> logical.equals("uuid") ? new UUID(random.nextLong(), random.nextLong()).toString() : text();
            case BYTES -> decimal(schema);
            case FIXED -> logical.equals("decimal") ? decimal(schema) : fixed(schema);
            case ENUM ->
                new GenericData.EnumSymbol(schema, schema.getEnumSymbols().get(random.nextInt(3)));
            case UNION ->
                datum(schema.getTypes().get(random.nextInt(schema.getTypes().size())));
            case RECORD -> {
                GenericRecord record = new GenericData.Record(schema);
                schema.getFields().forEach(field -> record.put(field.name(), datum(field.schema())));
                yield record;
            }
            case ARRAY -> {
                GenericArray<Object> array = new GenericData.Array<>(4, schema);
                for (int i = random.nextInt(5); i > 0; i--) {
                    array.add(datum(schema.getElementType()));
                }
                yield array;
            }
            case MAP -> {
                Map<String, @Nullable Object> map = new HashMap<>();
                for (int i = random.nextInt(6); i > 0; i--) {
                    map.put("k" + random.nextInt(5), datum(schema.getValueType()));
                }
                yield map;
            }
        };
    }

    private long longs(String logical) {
        return switch (logical) {
            case "timestamp-millis" -> random.nextLong(4_000_000_000_000L) - 1_000_000_000_000L;
            case "timestamp-micros" -> random.nextLong(4_000_000_000_000_000L) - 1_000_000_000_000_000L;
            default -> random.nextLong() >> random.nextInt(64);
        };
    }

    private String text() {
        String long_ =
                "a longer text, with ä, € and 𝄞, that no cache holds, because it is of more than sixty-four bytes";
        return random.nextInt(5) == 0 ? long_ : "text" + "äö€𝄞x".substring(0, random.nextInt(3)) + random.nextInt(50);
    }

    private Object decimal(Schema schema) {
        BigDecimal value = BigDecimal.valueOf(random.nextInt(1_999_999_998) - 999_999_999)
                .multiply(CENT)
                .setScale(2, RoundingMode.UNNECESSARY);
        Conversions.DecimalConversion conversion = new Conversions.DecimalConversion();
        return schema.getType() == Schema.Type.FIXED
                ? conversion.toFixed(value, schema, schema.getLogicalType())
                : conversion.toBytes(value, schema, schema.getLogicalType());
    }

    private Object fixed(Schema schema) {
        byte[] bytes = new byte[schema.getFixedSize()];
        random.nextBytes(bytes);
        return new GenericData.Fixed(schema, bytes);
    }
}
