package dev.switchback.processor.runtime;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/**
 * Keeps the records of each poll beside Kafka Streams, which gets one record in their place, the bundle's last without its value: what
 * Kafka Streams does per record costs as much as decoding one (ADR 130). Bundles come back in the order of the polls. Belongs to one thread.
 */
final class Bundles {
    private static final byte[] EMPTY = new byte[0];

    private final Map<Integer, Queue<List<ConsumerRecord<byte[], byte[]>>>> byPartition = new HashMap<>();

    /** Puts the records of a poll aside; returns what stands for them. */
    ConsumerRecords<byte[], byte[]> bundle(ConsumerRecords<byte[], byte[]> records) {
        Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> bundles = new HashMap<>();
        for (TopicPartition partition : records.partitions()) {
            List<ConsumerRecord<byte[], byte[]>> bundle = records.records(partition);
            byPartition
                    .computeIfAbsent(partition.partition(), _ -> new ArrayDeque<>())
                    .add(bundle);
            bundles.put(partition, List.of(token(bundle.getLast())));
        }
        return new ConsumerRecords<>(bundles, records.nextOffsets());
    }

    private static ConsumerRecord<byte[], byte[]> token(ConsumerRecord<byte[], byte[]> last) {
        return new ConsumerRecord<>(
                last.topic(),
                last.partition(),
                last.offset(),
                last.timestamp(),
                TimestampType.CREATE_TIME,
                0,
                0,
                EMPTY,
                EMPTY,
                new RecordHeaders(),
                last.leaderEpoch());
    }

    /**
     * The records that a bundle stands for, once.
     *
     * @param last offset of the record that came in their place
     */
    List<ConsumerRecord<byte[], byte[]>> open(int partition, long last) {
        Queue<List<ConsumerRecord<byte[], byte[]>>> waiting = byPartition.get(partition);
        List<ConsumerRecord<byte[], byte[]>> bundle = waiting == null ? null : waiting.poll();
        if (bundle == null || bundle.getLast().offset() != last) {
            throw new IllegalStateException("partition " + partition + ": the bundle that ends at offset " + last
                    + " is not the next one that was polled");
        }
        return bundle;
    }

    /** Drops what was polled of a partition. */
    void forget(int partition) {
        byPartition.remove(partition);
    }
}
