package dev.switchback.load.freshness;

import dev.switchback.standalone.load.TopicLoader;
import dev.switchback.views.engines.KafkaAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The events beside those that are looked for, written at a rate until it is stopped. Runs on one thread, is stopped by another. */
final class Background implements Runnable {
    private static final int CHANNELS = 51;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
    private static final String COMMENT = "x".repeat(300);

    private final KafkaAddress kafka;
    private final String topic;
    private final int perSecond;
    private volatile boolean stopped;
    private volatile double reachedPerSecond;

    Background(KafkaAddress kafka, String topic, int perSecond) {
        this.kafka = kafka;
        this.topic = topic;
        this.perSecond = perSecond;
    }

    /** An event of about 400 bytes. */
    static byte[] event(Instant time, String channel) {
        return ("{\"time\":\"" + time.truncatedTo(ChronoUnit.MILLIS) + "\",\"channel\":\"" + channel
                        + "\",\"added\":1,\"comment\":\"" + COMMENT + "\"}")
                .getBytes(StandardCharsets.US_ASCII);
    }

    static String channel(long event) {
        return "#c" + event % CHANNELS;
    }

    @Override
    public void run() {
        long started = System.nanoTime();
        long written = 0;
        try (TopicLoader loader = new TopicLoader(kafka, topic)) {
            while (!stopped) {
                long due = (System.nanoTime() - started) * perSecond / TimeUnit.SECONDS.toNanos(1);
                Instant now = Instant.now();
                for (; written < due; written++) {
                    loader.send(null, event(now, channel(written)));
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
            loader.flush();
        }
        reachedPerSecond = written
                / ((System.nanoTime() - started)
                        / (double) Duration.ofSeconds(1).toNanos());
    }

    void stop() {
        stopped = true;
    }

    /** Events a second that were really written; known once it has ended. */
    double reachedPerSecond() {
        return reachedPerSecond;
    }
}
