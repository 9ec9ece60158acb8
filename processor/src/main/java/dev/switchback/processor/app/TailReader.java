package dev.switchback.processor.app;

import dev.switchback.processor.aggregate.EventReader;
import dev.switchback.processor.decode.BadEventException;
import dev.switchback.processor.decode.WriterSchemas;
import dev.switchback.processor.guard.VersionFailedException;
import dev.switchback.processor.live.LiveTails;
import dev.switchback.views.engines.KafkaAddress;
import dev.switchback.views.plan.PipelinePlan;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads the last records of every partition of a source. */
final class TailReader {
    /** Records looked at before the end: transaction markers and records that are no events may stand there. */
    private static final int LOOK_BACK = 20;

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration POLL = Duration.ofMillis(100);

    private final KafkaAddress kafka;
    private final PipelinePlan plan;
    private final WriterSchemas schemas;

    TailReader(KafkaAddress kafka, PipelinePlan plan, WriterSchemas schemas) {
        this.kafka = kafka;
        this.plan = plan;
        this.schemas = schemas;
    }

    /**
     * The log's ends as they are now.
     *
     * @throws VersionFailedException if the topic does not exist
     * @throws org.apache.kafka.common.KafkaException if Kafka does not answer
     * @throws dev.switchback.views.StoreUnavailableException if a schema registry that is needed does not answer
     */
    LiveTails read() {
        Map<String, Object> config = kafka.client(Map.of(
                ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed",
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest",
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false",
                ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false"));
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = partitions(consumer);
            Map<TopicPartition, Long> starts = consumer.beginningOffsets(partitions, PATIENCE);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, PATIENCE);
            ends.entrySet().removeIf(end -> end.getValue() <= starts.getOrDefault(end.getKey(), 0L));
            consumer.assign(ends.keySet());
            ends.forEach((partition, end) ->
                    consumer.seek(partition, Math.max(starts.getOrDefault(partition, 0L), end - LOOK_BACK)));
            return new LiveTails(tails(consumer, ends));
        }
    }

    private List<TopicPartition> partitions(KafkaConsumer<byte[], byte[]> consumer) {
        String topic = plan.source().topic();
        List<PartitionInfo> found;
        try {
            found = consumer.partitionsFor(topic, PATIENCE);
        } catch (UnknownTopicOrPartitionException e) {
            found = List.of();
        }
        if (found == null || found.isEmpty()) {
            throw new VersionFailedException("The source topic " + topic + " does not exist; create it first.");
        }
        return found.stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
    }

    private Map<Integer, LiveTails.Tail> tails(KafkaConsumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends) {
        Map<Integer, OptionalLong> newest = new HashMap<>();
        EventReader reader = new EventReader(plan, schemas);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline
                && ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
            for (ConsumerRecord<byte[], byte[]> record : records) {
                OptionalLong time = eventTime(reader, record);
                newest.merge(record.partition(), time, TailReader::later);
            }
        }
        Map<Integer, LiveTails.Tail> tails = new HashMap<>();
        ends.forEach((partition, end) -> tails.put(
                partition.partition(),
                new LiveTails.Tail(end, newest.getOrDefault(partition.partition(), OptionalLong.empty()))));
        return tails;
    }

    private static OptionalLong eventTime(EventReader reader, ConsumerRecord<byte[], byte[]> record) {
        try {
            long time = reader.decode(record);
            reader.evaluate();
            return OptionalLong.of(time);
        } catch (BadEventException e) {
            return OptionalLong.empty();
        }
    }

    private static OptionalLong later(OptionalLong a, OptionalLong b) {
        return a.isEmpty() || (b.isPresent() && b.getAsLong() > a.getAsLong()) ? b : a;
    }
}
