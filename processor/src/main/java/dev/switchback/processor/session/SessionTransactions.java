package dev.switchback.processor.session;

import dev.switchback.processor.guard.FaultPoint;
import dev.switchback.processor.guard.FaultPoints;
import dev.switchback.processor.guard.VersionFailedException;
import dev.switchback.processor.history.SessionOutlet;
import dev.switchback.processor.history.SessionRows;
import dev.switchback.views.VersionId;
import dev.switchback.views.engines.KafkaAddress;
import dev.switchback.views.kafka.KafkaRefusals;
import dev.switchback.views.kafka.KafkaRight;
import dev.switchback.views.ledger.LedgerEntry;
import dev.switchback.views.live.LiveKeys;
import dev.switchback.views.session.SessionNames;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Emits batches to the topic of sessions, each in a transaction of its own. Every partition of the source has a producer and a transactional
 * id, so its transactions follow each other whoever owns it (ADR 082). Thread-safe; a partition belongs to one thread.
 */
public final class SessionTransactions implements SessionOutlet, AutoCloseable {
    private final VersionId version;
    private final KafkaAddress kafka;
    private final int partitions;
    private final FaultPoints faults;
    private final Map<Integer, KafkaProducer<byte[], byte[]>> producers = new ConcurrentHashMap<>();

    /** @param partitions of the topic of sessions */
    public SessionTransactions(VersionId version, KafkaAddress kafka, int partitions, FaultPoints faults) {
        this.version = version;
        this.kafka = kafka;
        this.partitions = partitions;
        this.faults = faults;
    }

    @Override
    public void emit(LedgerEntry claimed, long end, OptionalLong maxEventTime, List<SessionRows> rows) {
        int source = claimed.key().partition();
        try {
            KafkaProducer<byte[], byte[]> producer = producers.get(source);
            if (producer == null) {
                producer = open(source);
                producers.put(source, producer);
                // Ends what an owner before left open, and shuts out that owner.
                producer.initTransactions();
            }
            producer.beginTransaction();
            send(producer, claimed, end, maxEventTime, rows);
            faults.reached(FaultPoint.WITHIN_EMISSION, source);
            producer.commitTransaction();
        } catch (KafkaException e) {
            discard(source);
            throw failure(e, source);
        }
    }

    private void send(
            KafkaProducer<byte[], byte[]> producer,
            LedgerEntry claimed,
            long end,
            OptionalLong maxEventTime,
            List<SessionRows> rows) {
        SessionMessage.Range range =
                new SessionMessage.Range(claimed.key().partition(), claimed.committed(), OptionalInt.of(claimed.cut()));
        String topic = SessionNames.topic(version);
        for (SessionRows view : rows) {
            view.sessions().forEach((key, start, last, events, states) -> {
                byte[] part = MessageCodec.encode(
                        new SessionMessage.Part(range, view.position(), key, start, last, events, states));
                var _ = producer.send(new ProducerRecord<>(topic, LiveKeys.shardOf(key, partitions), null, part));
            });
        }
        OptionalLong newest = newest(claimed.maxEventTime(), maxEventTime);
        byte[] marker = MessageCodec.encode(new SessionMessage.Marker(range, claimed.start(), end, newest));
        for (int partition = 0; partition < partitions; partition++) {
            var _ = producer.send(new ProducerRecord<>(topic, partition, null, marker));
        }
    }

    private static OptionalLong newest(OptionalLong before, OptionalLong now) {
        return before.isEmpty() || (now.isPresent() && now.getAsLong() > before.getAsLong()) ? now : before;
    }

    private RuntimeException failure(KafkaException e, int source) {
        if (e instanceof InterruptException) {
            return e;
        }
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof RecordTooLargeException) {
                return new VersionFailedException(
                        "A session of " + version + " is larger than a record of Kafka may be: " + cause.getMessage()
                                + "; leave out what keeps every value, such as COUNT(DISTINCT …).",
                        e);
            }
        }
        return new KafkaRefusals(kafka)
                .translate(
                        e,
                        "Kafka did not take sessions: " + e.getMessage(),
                        KafkaRight.transactionalId(SessionNames.emitter(version, source), "Write"),
                        KafkaRight.topic(SessionNames.topic(version), "Write"));
    }

    private void discard(int source) {
        KafkaProducer<byte[], byte[]> producer = producers.remove(source);
        if (producer != null) {
            producer.close(Duration.ZERO);
        }
    }

    private KafkaProducer<byte[], byte[]> open(int source) {
        return new KafkaProducer<>(
                kafka.client(Map.of(
                        ProducerConfig.TRANSACTIONAL_ID_CONFIG, SessionNames.emitter(version, source),
                        ProducerConfig.MAX_BLOCK_MS_CONFIG, "10000",
                        ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, "10000",
                        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, "20000",
                        ProducerConfig.LINGER_MS_CONFIG, "5",
                        ProducerConfig.BATCH_SIZE_CONFIG, "131072",
                        ProducerConfig.MAX_REQUEST_SIZE_CONFIG, String.valueOf(SessionTopic.LARGEST_RECORD),
                        ProducerConfig.BUFFER_MEMORY_CONFIG, String.valueOf(2L * SessionTopic.LARGEST_RECORD))),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    @Override
    public void close() {
        producers.values().forEach(producer -> producer.close(Duration.ZERO));
        producers.clear();
    }
}
