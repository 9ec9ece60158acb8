package dev.switchback.standalone.demo;

import dev.switchback.standalone.load.TopicLoader;
import dev.switchback.views.engines.KafkaAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * New edits that keep arriving: made up, all on the day after the file's, each on a page of its own, so that no published figure depends on
 * them. Every second one is a robot's. They go round all partitions, so that every partition's watermark moves.
 */
public final class LaterEdits implements AutoCloseable {
    /** The first of them. */
    private static final Instant FIRST = Instant.parse("2015-09-13T00:00:00.000Z");

    /** Channels that no real edit has; they stay far from the largest of the day. Robots have one of their own. */
    static final String CHANNEL_OF_ROBOTS = "#demo-robots.wikipedia";

    private static final String CHANNEL_OF_PEOPLE = "#demo.wikipedia";

    private static final Duration STEP = Duration.ofMillis(200);

    private final TopicLoader loader;
    private final String topic;
    private final int partitions;
    private final long nanosBetween;
    private final AtomicLong written = new AtomicLong();
    private final AtomicLong byRobots = new AtomicLong();
    private final Thread thread;
    private volatile boolean closing;

    /** @param perSecond edits a second */
    public LaterEdits(KafkaAddress kafka, String topic, int partitions, int perSecond, ThreadFactory threads) {
        this.loader = new TopicLoader(kafka, topic);
        this.topic = topic;
        this.partitions = partitions;
        this.nanosBetween = TimeUnit.SECONDS.toNanos(1) / perSecond;
        this.thread = threads.newThread(this::run);
    }

    public void start() {
        thread.start();
    }

    private void run() {
        for (int i = 0; !closing; i++) {
            send(i);
            LockSupport.parkNanos(nanosBetween);
        }
    }

    private void send(int i) {
        boolean robot = i % 2 == 1;
        // Pairs share a partition, so that people and robots alike reach every one.
        int partition = (i / 2) % partitions;
        String user = (robot ? "DemoBot" : "DemoPerson") + partition;
        String event = """
                {"time":"%s","channel":"%s","page":"Demo %d","namespace":"Main","user":"%s","isRobot":%b,"isNew":false,"comment":"made up",\
                "delta":%d,"added":%d,"deleted":0}""".formatted(
                        FIRST.plus(STEP.multipliedBy(i)),
                        robot ? CHANNEL_OF_ROBOTS : CHANNEL_OF_PEOPLE,
                        i,
                        user,
                        robot,
                        1 + i % 7,
                        1 + i % 7);
        byte[] key = user.getBytes(StandardCharsets.UTF_8);
        loader.send(new ProducerRecord<>(topic, partition, key, event.getBytes(StandardCharsets.UTF_8)), _ -> {
            written.incrementAndGet();
            if (robot) {
                byRobots.incrementAndGet();
            }
        });
    }

    /** Edits that are in the log. */
    public long written() {
        return written.get();
    }

    /** Those of them that people made. */
    public long writtenByPeople() {
        return written.get() - byRobots.get();
    }

    /** Waits until all that was sent is in the log. */
    @Override
    public void close() {
        closing = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        loader.flush();
        loader.close();
    }
}
