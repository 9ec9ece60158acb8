package dev.switchback.processor.runtime;

import dev.switchback.processor.aggregate.EventReader;
import dev.switchback.processor.guard.AskedStore;
import dev.switchback.processor.guard.FaultPoint;
import dev.switchback.processor.guard.RunStatus;
import dev.switchback.processor.guard.StoppedException;
import dev.switchback.processor.guard.VersionFailedException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetCommitCallback;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The consumer of one stream thread, with the ledger as the truth about offsets: an assigned partition starts where the stores stand, and
 * a commit writes what the ledger has settled, whatever Kafka Streams asked for. Belongs to one thread, like every consumer.
 */
final class LedgerConsumer extends KafkaConsumer<byte[], byte[]> {
    /** Kafka Streams makes consumers and processors apart; what they share is the thread. */
    private static final ThreadLocal<@Nullable LedgerConsumer> OF_THREAD = new ThreadLocal<>();

    private static final Logger LOG = LoggerFactory.getLogger(LedgerConsumer.class);
    private static final Duration COMMIT_PATIENCE = Duration.ofSeconds(5);
    private static final Duration END_PATIENCE = Duration.ofSeconds(2);
    private static final Duration REFUSED_PAUSE = Duration.ofSeconds(1);

    private final RunFactory factory;
    private final Intake intake;
    private final Function<Throwable, Optional<String>> refusals;
    private final Map<Integer, PartitionRun> runs = new HashMap<>();
    private final Bundles bundles = new Bundles();
    private @Nullable EventReader reader;

    /** @param refusals says of a failure what Kafka has refused, if it has */
    LedgerConsumer(
            Map<String, Object> config,
            RunFactory factory,
            RunControl control,
            Function<Throwable, Optional<String>> refusals) {
        super(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        this.factory = factory;
        this.refusals = refusals;
        this.intake = new Intake(this, control, factory.status());
    }

    /** The consumer that the calling stream thread polls. */
    static @Nullable LedgerConsumer ofThread() {
        return OF_THREAD.get();
    }

    /** The run of an assigned partition; null once it is revoked. */
    @Nullable
    PartitionRun run(int partition) {
        return runs.get(partition);
    }

    @Override
    public void subscribe(Collection<String> topics, ConsumerRebalanceListener listener) {
        super.subscribe(topics, new LedgerListener(listener));
    }

    @Override
    public void subscribe(Pattern pattern, ConsumerRebalanceListener listener) {
        super.subscribe(pattern, new LedgerListener(listener));
    }

    @Override
    public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
        OF_THREAD.set(this);
        ConsumerRecords<byte[], byte[]> records;
        boolean open;
        try {
            open = intake.open();
            records = open ? super.poll(timeout) : pollNothing(timeout);
        } catch (InvalidOffsetException e) {
            throw truncated(e.partitions());
        } catch (AuthorizationException | AuthenticationException e) {
            return refused(e);
        }
        intake.took(records.count());
        for (TopicPartition partition : assignment()) {
            PartitionRun run = runs.get(partition.partition());
            if (run != null) {
                notePosition(partition, run, records.records(partition).size());
                if (!open) {
                    run.held();
                }
            }
        }
        return bundles.bundle(records);
    }

    /** Hands the records of a polled bundle, which ends at offset {@code last}, to their run. */
    void process(int partition, long last) {
        PartitionRun run = runs.get(partition);
        if (run != null) {
            bundles.open(partition, last).forEach(run::process);
        }
    }

    private void notePosition(TopicPartition partition, PartitionRun run, int records) {
        try {
            run.polled(
                    records,
                    position(partition, Duration.ZERO),
                    currentLag(partition).orElse(Long.MAX_VALUE));
        } catch (TimeoutException e) {
            // No valid position while the partition's leader is looked up; there are no records then either.
            run.polled(records, -1, Long.MAX_VALUE);
        }
    }

    /** Stays in the group without taking records; those already fetched are kept for later. */
    private ConsumerRecords<byte[], byte[]> pollNothing(Duration timeout) {
        Set<TopicPartition> held = new HashSet<>(assignment());
        held.removeAll(paused());
        pause(held);
        try {
            return super.poll(timeout);
        } finally {
            held.retainAll(assignment());
            resume(held);
        }
    }

    /** Leaves the group however the thread ends: the next owner need not wait for a session to run out; the ledger is safe either way. */
    @Override
    public void close(CloseOptions options) {
        super.close(options.withGroupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP));
    }

    /** Waits a moment, says what for, and polls again: a right may be given at any time, and nothing is lost meanwhile. */
    private ConsumerRecords<byte[], byte[]> refused(KafkaException refusal) {
        factory.status().refused(refusals.apply(refusal).orElseThrow(() -> refusal));
        if (factory.status().awaitStop(REFUSED_PAUSE)) {
            throw new StoppedException();
        }
        return ConsumerRecords.empty();
    }

    private static VersionFailedException truncated(Set<TopicPartition> partitions) {
        return new VersionFailedException("The log of " + partitions
                + " does not hold the next offset to be read any more: it was truncated or recreated under the version;"
                + " keep events longer (retention.ms) and replay into a new version.");
    }

    @Override
    public void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets) {
        commitSync(offsets, COMMIT_PATIENCE);
    }

    /** Tries to. The ledger is the truth: a commit that Kafka does not answer must not keep the thread from its stores. */
    @Override
    public void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets, Duration timeout) {
        RunStatus.@Nullable Question before = factory.status().asks(AskedStore.KAFKA);
        try {
            super.commitSync(settled(offsets), timeout.compareTo(COMMIT_PATIENCE) < 0 ? timeout : COMMIT_PATIENCE);
        } catch (TimeoutException e) {
            LOG.warn("Kafka did not take the offsets of {}; they follow with the next commit", offsets.keySet());
        } finally {
            factory.status().told(before);
        }
    }

    @Override
    public void commitAsync(Map<TopicPartition, OffsetAndMetadata> offsets, @Nullable OffsetCommitCallback callback) {
        super.commitAsync(settled(offsets), callback);
    }

    private Map<TopicPartition, OffsetAndMetadata> settled(Map<TopicPartition, OffsetAndMetadata> asked) {
        factory.faults().reached(FaultPoint.BEFORE_KAFKA_COMMIT, -1);
        Map<TopicPartition, OffsetAndMetadata> settled = new HashMap<>();
        asked.forEach((partition, offset) -> {
            PartitionRun run = runs.get(partition.partition());
            if (run != null) {
                settled.put(partition, new OffsetAndMetadata(run.settled(), offset.metadata()));
            }
        });
        return settled;
    }

    private void open(TopicPartition partition) {
        if (reader == null) {
            reader = factory.newReader();
        }
        runs.put(partition.partition(), factory.open(partition.partition(), reader, new PartitionLog(partition)));
        factory.status().assigned(partition.partition());
    }

    private final class PartitionLog implements PartitionRun.Log {
        private final TopicPartition partition;

        PartitionLog(TopicPartition partition) {
            this.partition = partition;
        }

        @Override
        public void seek(long offset) {
            LedgerConsumer.this.seek(partition, offset);
        }

        @Override
        public boolean endsAt(long offset) {
            try {
                return endOffsets(List.of(partition), END_PATIENCE).getOrDefault(partition, Long.MAX_VALUE) <= offset;
            } catch (RetriableException e) {
                return false;
            }
        }
    }

    private void forget(Collection<TopicPartition> partitions) {
        for (TopicPartition partition : partitions) {
            bundles.forget(partition.partition());
            if (runs.remove(partition.partition()) != null) {
                factory.status().revoked(partition.partition());
            }
        }
    }

    /** Opens partitions before, and forgets them after Kafka Streams hears of it. */
    private final class LedgerListener implements ConsumerRebalanceListener {
        private final ConsumerRebalanceListener streams;

        LedgerListener(ConsumerRebalanceListener streams) {
            this.streams = streams;
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            OF_THREAD.set(LedgerConsumer.this);
            partitions.forEach(LedgerConsumer.this::open);
            streams.onPartitionsAssigned(partitions);
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            try {
                streams.onPartitionsRevoked(partitions);
            } finally {
                forget(partitions);
            }
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            try {
                streams.onPartitionsLost(partitions);
            } finally {
                forget(partitions);
            }
        }
    }
}
