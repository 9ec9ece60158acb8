package dev.switchback.load.scaling;

import dev.switchback.load.replay.ReplayRun;
import dev.switchback.standalone.client.AdminClient;
import dev.switchback.standalone.load.TopicLoader;
import dev.switchback.views.VersionId;
import dev.switchback.views.engines.KafkaAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Random;

/** Replays of different sizes, each in a topic and a processor's JVM of its own. */
public final class ScalingBench {
    private static final Instant FIRST = Instant.parse("2015-09-12T00:00:00Z");
    private static final Duration STEP = Duration.ofMillis(1);
    private static final String COMMENT = "x".repeat(200);
    private static final long SEED = 20_150_912;

    private final KafkaAddress kafka;
    private final AdminClient admin;
    private final ReplayRun replay;
    private int runs;

    public ScalingBench(KafkaAddress kafka, AdminClient admin, ReplayRun replay) {
        this.kafka = kafka;
        this.admin = admin;
        this.replay = replay;
    }

    /** Writes the events, replays them, and removes what the replay built. */
    public ReplayRun.Outcome run(Scale scale) {
        String pipeline = "scaling_" + ++runs;
        TopicLoader.ensureTopic(kafka, pipeline, scale.partitions());
        Random random = new Random(SEED);
        try (TopicLoader loader = new TopicLoader(kafka, pipeline)) {
            for (long i = 0; i < scale.events(); i++) {
                byte[] page = ("page-" + random.nextInt(scale.keys())).getBytes(StandardCharsets.US_ASCII);
                loader.send(page, event(i, page, random.nextInt(400)));
            }
            loader.flush();
        }
        Map<Integer, Long> ends = TopicLoader.endOffsets(kafka, pipeline);
        VersionId version = new VersionId(
                pipeline,
                admin.register(pipeline, scale.manifest(pipeline))
                        .path("version")
                        .asInt());
        ReplayRun.Outcome outcome = replay.run(version, ends, ReplayRun.Listener.NONE);
        admin.abort(pipeline, outcome.replay());
        return outcome;
    }

    private static byte[] event(long i, byte[] page, int added) {
        return ("{\"time\":\"" + FIRST.plus(STEP.multipliedBy(i)) + "\",\"page\":\""
                        + new String(page, StandardCharsets.US_ASCII) + "\",\"added\":" + added + ",\"comment\":\""
                        + COMMENT + "\"}")
                .getBytes(StandardCharsets.US_ASCII);
    }
}
