package dev.switchback.load.arrival;

import dev.switchback.standalone.load.TopicLoader;
import dev.switchback.views.engines.KafkaAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * A topic's events, spread evenly over its partitions: a log that is there, then more at a rate until it is stopped. Written by one thread; where
 * the log ends, and the order to stop, are for any.
 */
final class SteadyArrival implements AutoCloseable {
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
    private static final Duration PAST = Duration.ofHours(1);
    private static final int CHANNELS = 51;
    private static final String COMMENT = "x".repeat(300);

    private final TopicLoader loader;
    private final String topic;
    private final AtomicLongArray ends;
    private long written;
    private volatile boolean stopped;

    SteadyArrival(KafkaAddress kafka, String topic, int partitions) {
        TopicLoader.ensureTopic(kafka, topic, partitions);
        this.loader = new TopicLoader(kafka, topic);
        this.topic = topic;
        this.ends = new AtomicLongArray(partitions);
    }

    /** Writes the log: so many events, spread over the hour that has passed. */
    void write(long events) {
        Instant first = Instant.now().minus(PAST);
        long step = PAST.toNanos() / Math.max(1, events);
        for (long i = 0; i < events; i++) {
            send(first.plusNanos(i * step));
        }
        loader.flush();
    }

    /** Writes at a rate until it is stopped; what a pause kept back is made up for. */
    void arrive(int perSecond) {
        long started = System.nanoTime();
        long before = written;
        while (!stopped) {
            long due = (System.nanoTime() - started) * perSecond / TimeUnit.SECONDS.toNanos(1);
            Instant now = Instant.now();
            while (written - before < due) {
                send(now);
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        loader.flush();
    }

    private void send(Instant time) {
        int partition = (int) (written % ends.length());
        byte[] event = ("{\"time\":\"" + time.truncatedTo(ChronoUnit.MILLIS) + "\",\"channel\":\"#c"
                        + written % CHANNELS + "\",\"added\":1,\"comment\":\"" + COMMENT + "\"}")
                .getBytes(StandardCharsets.US_ASCII);
        written++;
        loader.send(
                new ProducerRecord<>(topic, partition, null, event),
                offset -> ends.accumulateAndGet(partition, offset + 1, Math::max));
    }

    /** Where each partition ends, as far as the broker has acknowledged. */
    long[] ends() {
        long[] now = new long[ends.length()];
        for (int partition = 0; partition < now.length; partition++) {
            now[partition] = ends.get(partition);
        }
        return now;
    }

    void stop() {
        stopped = true;
    }

    @Override
    public void close() {
        loader.close();
    }
}
