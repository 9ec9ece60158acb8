package dev.switchback.control.testing;

import dev.switchback.embedded.testing.TestEngines;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A topic of a test. */
public final class TestTopic implements AutoCloseable {
    private final String name;
    private final Admin admin;
    private final KafkaProducer<byte[], byte[]> producer;

    private TestTopic(String name) {
        this.name = name;
        this.admin = Admin.create(Map.of("bootstrap.servers", TestEngines.kafka()));
        this.producer = new KafkaProducer<>(
                // Not idempotent: on a topic made a moment ago, the first batches of several were refused out of order
                // for minutes.
                Map.of(
                        "bootstrap.servers",
                        TestEngines.kafka(),
                        "enable.idempotence",
                        "false",
                        "max.in.flight.requests.per.connection",
                        "1"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    /** @param settings {@code retention.ms} is -1 unless it is among them */
    public static TestTopic create(String name, int partitions, Map<String, String> settings) {
        TestTopic topic = new TestTopic(name);
        Map<String, String> all = new HashMap<>(Map.of("retention.ms", "-1"));
        all.putAll(settings);
        done(() -> topic.admin
                .createTopics(List.of(new NewTopic(name, Optional.of(partitions), Optional.of((short) 1)).configs(all)))
                .all()
                .get());
        return topic;
    }

    public String name() {
        return name;
    }

    /** Writes {@code events} events to one partition, and waits until the broker has them. */
    public void write(int partition, int events) {
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        for (int i = 0; i < events; i++) {
            byte[] value = ("{\"time\":\"2015-09-12T00:00:" + i % 60 + "Z\",\"channel\":\"c" + i % 3 + "\",\"added\":"
                            + i + "}")
                    .getBytes(StandardCharsets.UTF_8);
            sent.add(producer.send(new ProducerRecord<>(name, partition, null, value)));
        }
        producer.flush();
        done(() -> {
            for (Future<RecordMetadata> each : sent) {
                each.get();
            }
        });
    }

    /** Deletes everything below an offset. */
    public void truncate(int partition, long offset) {
        done(() -> admin.deleteRecords(
                        Map.of(new TopicPartition(name, partition), RecordsToDelete.beforeOffset(offset)))
                .all()
                .get());
    }

    public void growTo(int partitions) {
        done(() -> admin.createPartitions(Map.of(name, NewPartitions.increaseTo(partitions)))
                .all()
                .get());
    }

    @Override
    public void close() {
        producer.close();
        admin.close();
    }

    private static void done(Action action) {
        try {
            action.run();
        } catch (Exception e) {
            throw new IllegalStateException("the broker refused: " + e.getMessage(), e);
        }
    }

    private interface Action {
        void run() throws Exception;
    }
}
