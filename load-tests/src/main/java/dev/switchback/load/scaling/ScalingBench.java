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
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;

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

    /**
     * What was measured.
     *
     * @param liveHeapBytes that the processor's JVM held once every event was stored, after a collection; empty where the JVM does not tell
     */
    public record Result(ReplayRun.Outcome outcome, OptionalLong liveHeapBytes) {}

    /** Writes the events, replays them, and removes what the replay built. */
    public Result run(Scale scale) {
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
        AtomicReference<OptionalLong> heap = new AtomicReference<>(OptionalLong.empty());
        ReplayRun.Outcome outcome = replay.run(version, ends, new ReplayRun.Listener() {
            @Override
            public void stored(long pid) {
                heap.set(LiveHeap.bytes(pid));
            }
        });
        admin.abort(pipeline, outcome.replay());
        return new Result(outcome, heap.get());
    }

    private static byte[] event(long i, byte[] page, int added) {
        return ("{\"time\":\"" + FIRST.plus(STEP.multipliedBy(i)) + "\",\"page\":\""
                        + new String(page, StandardCharsets.US_ASCII) + "\",\"added\":" + added + ",\"comment\":\""
                        + COMMENT + "\"}")
                .getBytes(StandardCharsets.US_ASCII);
    }
}
