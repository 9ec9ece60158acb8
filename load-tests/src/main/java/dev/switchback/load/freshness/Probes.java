package dev.switchback.load.freshness;

import dev.switchback.views.engines.KafkaAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The events that are looked for. One goes to each partition at a fixed pace, whether or not the earlier ones have been seen: a slow answer
 * takes no later sample away (no coordinated omission). Those of a partition share a group of their own and stay in order, so that a count of
 * n in an answer says that the first n were seen. Runs on one thread; the times are read by others.
 */
final class Probes implements Runnable {
    private static final Duration PACE = Duration.ofMillis(40);

    private final KafkaAddress kafka;
    private final String topic;
    private final String name;
    private final List<List<Long>> sent = new ArrayList<>();
    private volatile boolean stopped;
    private volatile boolean ended;

    /** @param name not used before */
    Probes(KafkaAddress kafka, String topic, int partitions, String name) {
        this.kafka = kafka;
        this.topic = topic;
        this.name = name;
        for (int partition = 0; partition < partitions; partition++) {
            sent.add(new ArrayList<>());
        }
    }

    /** The group of a partition's probes. */
    String channel(int partition) {
        return name + "-" + partition;
    }

    int partitions() {
        return sent.size();
    }

    @Override
    public void run() {
        Map<String, Object> settings = kafka.client(Map.of(ProducerConfig.LINGER_MS_CONFIG, "0"));
        try (Producer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.partitionsFor(topic);
            long due = System.nanoTime();
            while (!stopped) {
                for (int partition = 0; partition < sent.size(); partition++) {
                    byte[] event = Background.event(Instant.now(), channel(partition));
                    times(partition, System.nanoTime());
                    var _ = producer.send(new ProducerRecord<>(topic, partition, null, event));
                }
                due += PACE.toNanos();
                LockSupport.parkNanos(due - System.nanoTime());
            }
            producer.flush();
        } finally {
            ended = true;
        }
    }

    private void times(int partition, long nanoTime) {
        List<Long> times = sent.get(partition);
        synchronized (times) {
            times.add(nanoTime);
        }
    }

    void stop() {
        stopped = true;
    }

    /** Whether so many of a partition's probes are all there will be. */
    boolean areAll(int partition, int count) {
        return ended && count == count(partition);
    }

    int count(int partition) {
        List<Long> times = sent.get(partition);
        synchronized (times) {
            return times.size();
        }
    }

    /** When a probe was handed to the producer, by {@link System#nanoTime()}. */
    long sentAt(int partition, int probe) {
        List<Long> times = sent.get(partition);
        synchronized (times) {
            return times.get(probe);
        }
    }
}
