package dev.switchback.processor.app;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** A generated edit with the fields that the sample's scoring function reads. */
record ScoredEdit(
        int partition,
        long time,
        String channel,
        @Nullable Long added,
        @Nullable Long deleted,
        @Nullable String namespace,
        @Nullable Boolean minor,
        @Nullable String comment) {

    static List<ScoredEdit> generate(long seed, int count, int partitions) {
        Random random = new Random(seed);
        List<ScoredEdit> edits = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            edits.add(new ScoredEdit(
                    random.nextInt(partitions),
                    GeneratedEvent.BEGIN + i * 50L,
                    "#" + random.nextInt(5),
                    maybe(random, (long) random.nextInt(1 << random.nextInt(1, 14))),
                    maybe(random, (long) random.nextInt(20)),
                    maybe(random, random.nextBoolean() ? "Main" : "User"),
                    maybe(random, random.nextInt(4) == 0),
                    maybe(
                            random,
                            random.nextInt(6) == 0
                                    ? "Reverted edits"
                                    : "a comment ä𝄞".substring(0, 1 + random.nextInt(10)))));
        }
        return edits;
    }

    private static <T> @Nullable T maybe(Random random, T value) {
        return random.nextInt(15) == 0 ? null : value;
    }

    GeneratedEvent event() {
        String json = "{\"time\":" + time + ",\"channel\":\"" + channel + "\",\"added\":" + added + ",\"deleted\":"
                + deleted + ",\"namespace\":" + text(namespace) + ",\"is_minor\":" + minor + ",\"comment\":"
                + text(comment) + "}";
        return new GeneratedEvent(partition, json.getBytes(StandardCharsets.UTF_8), null);
    }

    private static String text(@Nullable String value) {
        return value == null ? "null" : "\"" + value + "\"";
    }
}
