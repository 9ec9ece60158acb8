package dev.switchback.standalone.proofs;

import dev.switchback.processor.app.ProcessorSettings;
import dev.switchback.processor.app.ProcessorTuning;
import dev.switchback.processor.app.VersionProcessor;
import dev.switchback.processor.guard.FaultPoints;
import dev.switchback.processor.history.HistoryLimits;
import dev.switchback.processor.live.LiveLimits;
import dev.switchback.views.ledger.LedgerEntry;
import dev.switchback.views.live.LiveKeys;
import dev.switchback.views.run.ProcessorState;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** The real pipeline: records in a topic of Kafka, and processors that read them into both stores. */
final class ProofTopic {
    /** Batches as small as they were never meant to be, so that many of them meet. */
    static final ProcessorTuning SMALL_BATCHES = new ProcessorTuning(
            new HistoryLimits(2_000, 1 << 20, 900, Duration.ofMillis(100), Duration.ofMillis(100)),
            new LiveLimits(400, Duration.ofMillis(50), Duration.ofMillis(50)),
            FaultPoints.NONE,
            Duration.ofSeconds(30));

    private static final Duration LIMIT = Duration.ofMinutes(5);

    private final ProofPipeline pipeline;
    private final List<List<byte @Nullable []>> log;

    /** @param log per partition; sent to a topic of the pipeline's name */
    ProofTopic(ProofPipeline pipeline, List<List<byte @Nullable []>> log) {
        this.pipeline = pipeline;
        this.log = log;
        send(log);
    }

    static ProofTopic of(ProofPipeline pipeline, List<List<String>> texts) {
        List<List<byte @Nullable []>> log = new ArrayList<>();
        for (List<String> partition : texts) {
            List<byte @Nullable []> values = new ArrayList<>();
            partition.forEach(text -> values.add(text.getBytes(StandardCharsets.UTF_8)));
            log.add(values);
        }
        return new ProofTopic(pipeline, log);
    }

    private void send(List<List<byte @Nullable []>> partitions) {
        String topic = pipeline.version.pipeline();
        Map<String, Object> settings = Map.of(
                "bootstrap.servers",
                ProofStores.ADDRESSES.kafka(),
                "linger.ms",
                "5",
                // On a topic made a moment ago, several at once may stay out of order for minutes (KAFKA-15591).
                "max.in.flight.requests.per.connection",
                "1");
        try (Admin admin = Admin.create(settings);
                KafkaProducer<byte[], byte[]> producer =
                        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            admin.createTopics(List.of(
                            new NewTopic(topic, partitions.size(), (short) 1).configs(Map.of("retention.ms", "-1"))))
                    .all()
                    .get();
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            for (int partition = 0; partition < partitions.size(); partition++) {
                for (byte @Nullable [] value : partitions.get(partition)) {
                    sent.add(producer.send(new ProducerRecord<>(topic, partition, null, value)));
                }
            }
            producer.flush();
            for (Future<RecordMetadata> each : sent) {
                each.get();
            }
        } catch (ExecutionException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** Topics that have {@code part} in their name, internal ones too. */
    static Set<String> topicsWith(String part) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", ProofStores.ADDRESSES.kafka()))) {
            return admin.listTopics(new ListTopicsOptions().listInternal(true)).names().get().stream()
                    .filter(name -> name.contains(part))
                    .collect(Collectors.toSet());
        } catch (ExecutionException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** An instance of the processor, which reads the topic from its start. */
    VersionProcessor start(String instance, int threads, ProcessorTuning tuning) {
        Path folder = Path.of(
                System.getProperty("java.io.tmpdir"),
                pipeline.version.pipeline() + "-" + pipeline.version.number() + instance);
        return VersionProcessor.start(
                new ProcessorSettings(ProofStores.ADDRESSES, pipeline.version, instance, threads, folder), tuning);
    }

    /** Waits until both stores hold the whole topic. */
    void awaitEnd(VersionProcessor processor) {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!isRead()) {
            if (processor.state() == ProcessorState.FAILED || System.nanoTime() > end) {
                throw new AssertionError(pipeline.version + " is " + processor.state() + " " + processor.problem()
                        + " at " + pipeline.ledger());
            }
            LockSupport.parkNanos(20_000_000);
        }
    }

    private boolean isRead() {
        Map<Integer, LedgerEntry> held = pipeline.held();
        for (int partition = 0; partition < log.size(); partition++) {
            LedgerEntry row = held.get(partition);
            long end = log.get(partition).size();
            if (row == null || row.committed() != end) {
                return false;
            }
            for (int shard = 0; shard < pipeline.shards; shard++) {
                String marks = new LiveKeys(pipeline.version, shard).marks();
                String mark = ProofStores.REDIS.sync().hget(marks, String.valueOf(partition));
                if (end > 0 && !String.valueOf(end).equals(mark)) {
                    return false;
                }
            }
        }
        return true;
    }
}
