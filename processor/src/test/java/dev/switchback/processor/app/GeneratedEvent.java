package dev.switchback.processor.app;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * One generated record and what is known of it.
 *
 * @param value as it is sent
 * @param fields null where the record is no event
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record GeneratedEvent(
        int partition, byte @Nullable [] value, @Nullable Fields fields) {
    static final long BEGIN = Instant.parse("2015-09-12T00:00:00Z").toEpochMilli();

    record Fields(
            long time,
            @Nullable String channel,
            @Nullable String user,
            @Nullable Boolean robot,
            @Nullable Long added,
            @Nullable Double score,
            @Nullable BigDecimal price) {

        byte[] json(boolean asText) {
            StringBuilder json = new StringBuilder("{\"ignored\":{\"deep\":[1,{\"x\":null}]},\"time\":");
            json.append(asText ? "\"" + Instant.ofEpochMilli(time) + "\"" : String.valueOf(time));
            json.append(",\"channel\":").append(channel == null ? "null" : "\"" + channel + "\"");
            if (user != null) {
                json.append(",\"user\":{\"id\":7,\"name\":\"").append(user).append("\"}");
            }
            json.append(",\"is_robot\":").append(robot).append(",\"added\":").append(added);
            json.append(",\"score\":")
                    .append(score)
                    .append(",\"price\":")
                    .append(price)
                    .append('}');
            return json.toString().getBytes(StandardCharsets.UTF_8);
        }
    }

    /** Seeded events; about one in thirty is no event, and fields are null now and then. */
    static List<GeneratedEvent> generate(long seed, int count, int partitions) {
        Random random = new Random(seed);
        List<GeneratedEvent> events = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int partition = random.nextInt(partitions);
            if (random.nextInt(30) == 0) {
                events.add(new GeneratedEvent(partition, rubbish(random.nextInt(8)), null));
                continue;
            }
            Fields fields = new Fields(
                    BEGIN + i * 100L - random.nextInt(8_000),
                    maybe(random, "#" + "aäé𝄞z".substring(0, 1 + random.nextInt(2)) + random.nextInt(12)),
                    maybe(random, "user" + random.nextInt(200)),
                    maybe(random, random.nextInt(4) == 0),
                    maybe(random, (long) random.nextInt(2_000) - 300),
                    maybe(random, random.nextInt(400) / 4.0),
                    maybe(random, BigDecimal.valueOf(random.nextInt(100_000) - 20_000, 2)));
            // The third view divides by it.
            boolean dead = fields.added() != null && fields.added() == 0;
            events.add(new GeneratedEvent(partition, fields.json(random.nextBoolean()), dead ? null : fields));
        }
        return events;
    }

    private static <T> @Nullable T maybe(Random random, T value) {
        return random.nextInt(20) == 0 ? null : value;
    }

    private static byte @Nullable [] rubbish(int kind) {
        return switch (kind) {
            case 0 -> null;
            case 1 -> "{\"time\":1".getBytes(StandardCharsets.UTF_8);
            case 2 -> "{\"time\":\"yesterday\"}".getBytes(StandardCharsets.UTF_8);
            case 3 -> "{\"channel\":\"#no-time\"}".getBytes(StandardCharsets.UTF_8);
            case 4 -> new byte[] {0, (byte) 0xff, (byte) 0x80, 7};
            case 5 -> "[1,2]".getBytes(StandardCharsets.UTF_8);
            case 6 -> ("{\"time\":" + BEGIN + ",\"added\":\"many\"}").getBytes(StandardCharsets.UTF_8);
            default -> ("{\"time\":" + BEGIN + "} x").getBytes(StandardCharsets.UTF_8);
        };
    }
}
