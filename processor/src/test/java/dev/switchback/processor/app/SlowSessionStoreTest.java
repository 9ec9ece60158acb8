package dev.switchback.processor.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.switchback.processor.guard.FaultPoint;
import dev.switchback.processor.guard.FaultPoints;
import dev.switchback.views.session.SessionNames;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Sessions where an insert takes longer than the time between two flushes. */
class SlowSessionStoreTest {
    private static final int PARTITIONS = 3;
    private static final int EVENTS = 1_500;

    private final AtomicInteger inserts = new AtomicInteger();
    private final FaultPoints slow = (point, _) -> {
        if (point == FaultPoint.BEFORE_SESSION_INSERTS) {
            inserts.incrementAndGet();
            LockSupport.parkNanos(Duration.ofMillis(300).toNanos());
        }
    };

    @Test
    @DisplayName("P2: records are taken between the flushes of a slow store, many at a time, and sessions are right")
    void manyRecordsForAnInsert() {
        List<GeneratedEvent> events = GeneratedEvent.generate(71, EVENTS, PARTITIONS);
        try (TestPipeline pipeline = TestPipeline.create("slowsessions", PARTITIONS, 1, SessionPipeline.MANIFEST)) {
            pipeline.send(events);
            try (VersionProcessor processor = pipeline.start("slow", slow)) {
                SessionPipeline.awaitCaughtUp(pipeline, processor);
            }
            long records = records(SessionNames.topic(pipeline.version));
            assertTrue(records > EVENTS / 2, records + " records of " + EVENTS + " events");
            assertTrue(inserts.get() * 10L < records, inserts + " inserts for " + records + " records");
            assertEquals(SessionOracle.visits(events), SessionPipeline.content(pipeline, SessionPipeline.VISITS));
        }
    }

    private static long records(String topic) {
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", Stores.ADDRESSES.kafka()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(each -> new TopicPartition(topic, each.partition()))
                    .toList();
            return consumer.endOffsets(partitions).values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
        }
    }
}
