package dev.switchback.load.keys;

import dev.switchback.load.BenchManifest;
import dev.switchback.load.replay.ReplayRun;
import dev.switchback.standalone.client.AdminClient;
import dev.switchback.standalone.load.TopicLoader;
import dev.switchback.views.VersionId;
import dev.switchback.views.engines.KafkaAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Replays events of many distinct keys into a view of all time by key, which keeps every key for ever. Each key comes equally often, spread
 * over the whole log, so that no part of it has few of them. What each key must come to follows from its name alone.
 */
public final class KeysBench {
    public static final String PIPELINE = "keys";
    public static final String VIEW = "pages";

    private static final int PARTITIONS = 4;
    private static final int ADDED = 400;
    private static final Instant FIRST = Instant.parse("2015-09-12T00:00:00Z");
    private static final Duration STEP = Duration.ofMillis(1);
    /** A prime, so that the keys of a pass come in another order than their numbers. */
    private static final long STRIDE = 7_368_787;

    private final KafkaAddress kafka;
    private final AdminClient admin;
    private final ReplayRun replay;
    private final Consumer<String> progress;

    public KeysBench(KafkaAddress kafka, AdminClient admin, ReplayRun replay, Consumer<String> progress) {
        this.kafka = kafka;
        this.admin = admin;
        this.replay = replay;
        this.progress = progress;
    }

    /**
     * Writes the log and replays it; the version is left as it is.
     *
     * @param keys how many; not a multiple of the stride 7,368,787
     * @param perKey events of each
     */
    public ReplayRun.Outcome run(long keys, long perKey) {
        progress.accept("Writing " + keys * perKey + " events of " + keys + " keys");
        TopicLoader.ensureTopic(kafka, PIPELINE, PARTITIONS);
        try (TopicLoader loader = new TopicLoader(kafka, PIPELINE)) {
            for (long i = 0; i < keys * perKey; i++) {
                long key = i % keys * STRIDE % keys;
                byte[] page = ("page-" + key).getBytes(StandardCharsets.US_ASCII);
                loader.send(page, event(i, key));
            }
            loader.flush();
        }
        Map<Integer, Long> ends = TopicLoader.endOffsets(kafka, PIPELINE);
        progress.accept("Replaying them");
        VersionId version = new VersionId(
                PIPELINE,
                admin.register(PIPELINE, BenchManifest.KEYS.text())
                        .path("version")
                        .asInt());
        return replay.run(version, ends, ReplayRun.Listener.NONE);
    }

    private static byte[] event(long i, long key) {
        return ("{\"time\":\"" + FIRST.plus(STEP.multipliedBy(i)) + "\",\"page\":\"page-" + key + "\",\"added\":"
                        + key % ADDED + "}")
                .getBytes(StandardCharsets.US_ASCII);
    }

    /** A query over the replayed table, of one row: how many keys there are, how many events, and how many keys hold something wrong. */
    public static String check(long perKey) {
        return "SELECT count(), sum(e), countIf(e != " + perKey + " OR a != e * (toInt64(substring(page, 6)) % " + ADDED
                + ")) FROM (SELECT page, sum(s0) AS e, sum(s1) AS a FROM `" + PIPELINE + "`.`" + VIEW
                + "__v1` GROUP BY page) SETTINGS compile_aggregate_expressions = 0 FORMAT TSV";
    }
}
