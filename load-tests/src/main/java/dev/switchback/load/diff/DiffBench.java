package dev.switchback.load.diff;

import dev.switchback.standalone.client.AdminClient;
import dev.switchback.standalone.client.Replays;
import dev.switchback.standalone.load.TopicLoader;
import dev.switchback.views.engines.KafkaAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/** How long two versions with many keys take to be compared; every second key differs. */
public final class DiffBench {
    public static final String PIPELINE = "diff_bench";
    private static final int PARTITIONS = 4;
    private static final Instant FIRST = Instant.parse("2015-09-12T00:00:00Z");
    private static final Duration STEP = Duration.ofMillis(6);
    private static final int NAMED = 5;

    private final KafkaAddress kafka;
    private final AdminClient admin;
    private final Consumer<String> progress;

    public DiffBench(KafkaAddress kafka, AdminClient admin, Consumer<String> progress) {
        this.kafka = kafka;
        this.admin = admin;
        this.progress = progress;
    }

    /**
     * What was measured.
     *
     * @param keys that were compared
     * @param changed of them
     * @param seconds from the question to the answer, the cut included
     * @param buildSeconds from the request of the second version until it was ready
     */
    public record Result(long keys, long changed, double seconds, double buildSeconds) {}

    /** @param manifest with SUM(added), which the second version counts otherwise for every other event */
    public Result run(long keys, String manifest) {
        progress.accept("Writing " + keys + " events, each with a key of its own");
        TopicLoader.ensureTopic(kafka, PIPELINE, PARTITIONS);
        try (TopicLoader loader = new TopicLoader(kafka, PIPELINE)) {
            for (long i = 0; i < keys; i++) {
                String page = "page-" + i;
                loader.send(
                        page.getBytes(StandardCharsets.US_ASCII),
                        ("{\"time\":\"" + FIRST.plus(STEP.multipliedBy(i)) + "\",\"page\":\"" + page + "\",\"added\":"
                                        + i % 100 + "}")
                                .getBytes(StandardCharsets.US_ASCII));
            }
            loader.flush();
        }
        progress.accept("Building version 1 and version 2");
        deploy(manifest, true);
        long building = System.nanoTime();
        deploy(manifest.replace("SUM(added)", "SUM(CASE WHEN added >= 50 THEN added + 1 ELSE added END)"), false);
        double buildSeconds = (System.nanoTime() - building) / 1e9;
        progress.accept("Comparing them");
        long started = System.nanoTime();
        JsonNode answer = admin.diff(PIPELINE, 1, 2, Optional.empty(), NAMED);
        double seconds = (System.nanoTime() - started) / 1e9;
        JsonNode counts = answer.path("views").path(0).path("keys");
        long changed = counts.path("changed").asLong();
        return new Result(changed + counts.path("equal").asLong(), changed, seconds, buildSeconds);
    }

    private void deploy(String manifest, boolean automatic) {
        new Replays(admin).deploy(PIPELINE, manifest, automatic, new Replays.Listener() {});
    }
}
