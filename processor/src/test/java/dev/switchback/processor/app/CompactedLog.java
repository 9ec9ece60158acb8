package dev.switchback.processor.app;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigOp.OpType;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Has the broker compact the one partition of a topic. */
final class CompactedLog {
    private static final long FIRST_TIMESTAMP = GeneratedEvent.BEGIN;
    /** A record this much later begins a new segment; the older one may be compacted. */
    private static final long LATER = 3_600_000;

    private CompactedLog() {}

    /**
     * Writes the events under so many keys in turn, waits until most are gone, and stops the compaction.
     *
     * @return the offsets that are left
     */
    static List<Long> write(String topic, List<GeneratedEvent> events, int keys) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", Stores.ADDRESSES.kafka()))) {
            // Else the cleaner looks every 15 s only.
            alter(admin, new ConfigResource(ConfigResource.Type.BROKER, ""), Map.of("log.cleaner.backoff.ms", "50"));
            ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
            alter(
                    admin,
                    resource,
                    Map.of(
                            "cleanup.policy",
                            "compact",
                            "segment.ms",
                            "1000",
                            "segment.jitter.ms",
                            "0",
                            "min.cleanable.dirty.ratio",
                            "0.01"));
            send(topic, events, keys);
            Waiting.until(
                    () -> offsets(topic, events.size()).size() < events.size() / 2,
                    () -> "a compaction, offsets left: "
                            + offsets(topic, events.size()).size());
            alter(admin, resource, Map.of("cleanup.policy", "delete"));
            return offsets(topic, events.size());
        }
    }

    private static void alter(Admin admin, ConfigResource resource, Map<String, String> settings) {
        List<AlterConfigOp> operations = settings.entrySet().stream()
                .map(setting -> new AlterConfigOp(new ConfigEntry(setting.getKey(), setting.getValue()), OpType.SET))
                .toList();
        try {
            admin.incrementalAlterConfigs(Map.of(resource, operations)).all().get();
        } catch (ExecutionException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static void send(String topic, List<GeneratedEvent> events, int keys) {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                // One at a time, as TestPipeline: the topic is new.
                Map.of("bootstrap.servers", Stores.ADDRESSES.kafka(), "max.in.flight.requests.per.connection", "1"),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (int i = 0; i < events.size(); i++) {
                byte[] key = ("key" + i % keys).getBytes(StandardCharsets.UTF_8);
                // The last ones stand in the newest segment, which is not compacted.
                long timestamp = i < events.size() - 20 ? FIRST_TIMESTAMP : FIRST_TIMESTAMP + LATER;
                if (i == events.size() - 20) {
                    producer.flush();
                }
                var _ = producer.send(new ProducerRecord<>(
                        topic, 0, timestamp, key, events.get(i).value()));
            }
            producer.flush();
        }
    }

    private static List<Long> offsets(String topic, long end) {
        TopicPartition partition = new TopicPartition(topic, 0);
        List<Long> offsets = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", Stores.ADDRESSES.kafka()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seek(partition, 0);
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofMillis(100)).forEach(record -> offsets.add(record.offset()));
            }
        }
        return offsets;
    }
}
