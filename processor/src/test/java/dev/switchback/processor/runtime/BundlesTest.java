package dev.switchback.processor.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** Records of polls, set aside and taken out again. */
class BundlesTest {
    private final Bundles bundles = new Bundles();

    private static List<ConsumerRecord<byte[], byte[]>> records(int partition, int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(
                        offset -> new ConsumerRecord<>("t", partition, offset, new byte[0], new byte[] {(byte) offset}))
                .toList();
    }

    private ConsumerRecords<byte[], byte[]> poll(Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> records) {
        return bundles.bundle(new ConsumerRecords<>(records, Map.of()));
    }

    @Test
    void standForWhatPollsBroughtInTheirOrder() {
        TopicPartition first = new TopicPartition("t", 0);
        TopicPartition second = new TopicPartition("t", 1);
        List<ConsumerRecord<byte[], byte[]>> early = records(0, 0, 3);
        List<ConsumerRecord<byte[], byte[]>> other = records(1, 10, 11);
        List<ConsumerRecord<byte[], byte[]>> again = records(0, 1, 3);
        ConsumerRecords<byte[], byte[]> tokens = poll(Map.of(first, early, second, other));
        assertEquals(2, tokens.count());
        assertEquals(2, tokens.records(first).getFirst().offset());
        assertEquals(10, tokens.records(second).getFirst().offset());
        assertEquals(0, poll(Map.of()).count());
        // After a seek the same offsets come again, behind those that are still queued.
        assertEquals(2, poll(Map.of(first, again)).records(first).getFirst().offset());
        assertEquals(early, bundles.open(0, 2));
        assertEquals(other, bundles.open(1, 10));
        assertEquals(again, bundles.open(0, 2));
        assertThrows(IllegalStateException.class, () -> bundles.open(0, 2));
    }

    @Test
    void refuseATokenThatIsNotTheNext() {
        poll(Map.of(new TopicPartition("t", 0), records(0, 0, 3)));
        assertThrows(IllegalStateException.class, () -> bundles.open(0, 7));
    }

    @Test
    void areDroppedWithTheirPartition() {
        TopicPartition partition = new TopicPartition("t", 0);
        poll(Map.of(partition, records(0, 0, 3)));
        bundles.forget(0);
        List<ConsumerRecord<byte[], byte[]>> later = records(0, 1, 5);
        poll(Map.of(partition, later));
        assertEquals(later, bundles.open(0, 4));
    }
}
