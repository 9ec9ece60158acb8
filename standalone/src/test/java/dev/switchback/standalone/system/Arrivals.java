package dev.switchback.standalone.system;

import dev.switchback.standalone.load.TopicLoader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;

/** Events that arrive all the time, numbered: how many there are and what they add up to says whether one was lost or counted twice. */
final class Arrivals implements AutoCloseable {
    /** So many events in a row are of one visitor, who never comes back. */
    static final int PER_VISIT = 500;

    private static final Instant BEGIN = Instant.parse("2024-03-01T10:00:00Z");

    private final Thread thread;
    private volatile boolean stopped;
    private volatile long sent;

    Arrivals(String kafka, String topic, int partitions) {
        TopicLoader.ensureTopic(kafka, topic, partitions);
        this.thread = Thread.ofPlatform().name("arrivals").daemon().start(() -> {
            try (TopicLoader loader = new TopicLoader(kafka, topic)) {
                for (long n = 1; !stopped; n++) {
                    String event = "{\"time\":\"%s\",\"n\":%d,\"visitor\":\"v%d\"}"
                            .formatted(BEGIN.plusMillis(10 * n), n, n / PER_VISIT);
                    loader.send(null, event.getBytes(StandardCharsets.UTF_8));
                    sent = n;
                    LockSupport.parkNanos(2_000_000);
                }
                loader.flush();
            }
        });
    }

    /** Stops it; the numbers from 1 to the one returned were written. */
    long finish() throws InterruptedException {
        stopped = true;
        thread.join();
        return sent;
    }

    @Override
    public void close() {
        stopped = true;
    }
}
