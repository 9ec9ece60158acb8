package dev.switchback.standalone.load;

import dev.switchback.standalone.UserException;
import dev.switchback.views.engines.KafkaAddress;
import dev.switchback.views.kafka.KafkaRefusals;
import dev.switchback.views.kafka.KafkaRight;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Writes events to a topic. One thread at a time. */
public final class TopicLoader implements AutoCloseable {
    /** Keeps the whole log: a replay starts at offset zero, and events stamped in the past would be deleted minutes later otherwise. */
    public static final Map<String, String> KEEP_ALL =
            Map.of(TopicConfig.RETENTION_MS_CONFIG, "-1", TopicConfig.RETENTION_BYTES_CONFIG, "-1");

    private static final Duration LEADERS = Duration.ofSeconds(15);
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final KafkaProducer<byte[], byte[]> producer;
    private final KafkaAddress kafka;
    private final String topic;
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

    /** To a Kafka that asks for no user and no encryption. */
    public TopicLoader(String bootstrap, String topic) {
        this(KafkaAddress.plain(bootstrap), topic);
    }

    public TopicLoader(KafkaAddress kafka, String topic) {
        this.kafka = kafka;
        this.topic = topic;
        this.producer = new KafkaProducer<>(
                kafka.client(Map.of(
                        ProducerConfig.LINGER_MS_CONFIG, "20",
                        ProducerConfig.BATCH_SIZE_CONFIG, "262144",
                        ProducerConfig.MAX_REQUEST_SIZE_CONFIG, "1048576",
                        ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4")),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    /**
     * Makes the topic where it is missing, so that it keeps every event.
     *
     * @param partitions of a new topic
     * @return number of partitions that it has
     */
    public static int ensureTopic(KafkaAddress kafka, String topic, int partitions) {
        try (Admin admin = admin(kafka)) {
            try {
                admin.createTopics(Set.of(
                                new NewTopic(topic, Optional.of(partitions), Optional.empty()).configs(KEEP_ALL)))
                        .all()
                        .get();
                awaitLeaders(admin, topic, partitions);
                return partitions;
            } catch (ExecutionException e) {
                if (e.getCause() instanceof TopicExistsException) {
                    return partitionsOf(admin, topic);
                }
                throw e;
            }
        } catch (ExecutionException e) {
            throw unreachable(kafka, topic, e.getCause() == null ? e : e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unreachable(kafka, topic, e);
        }
    }

    /**
     * A producer that comes before the leaders may lose its sequence and retry for minutes (KAFKA-15591). A broker that is busy may not have heard
     * of a topic that another, or it itself, has just made.
     */
    private static void awaitLeaders(Admin admin, String topic, int partitions)
            throws ExecutionException, InterruptedException {
        long deadline = System.nanoTime() + LEADERS.toNanos();
        while (true) {
            try {
                ends(admin, topic, partitions);
                return;
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException) || System.nanoTime() > deadline) {
                    throw e;
                }
                Thread.sleep(PAUSE);
            }
        }
    }

    /** The same in a Kafka that asks for no user and no encryption. */
    public static int ensureTopic(String bootstrap, String topic, int partitions) {
        return ensureTopic(KafkaAddress.plain(bootstrap), topic, partitions);
    }

    /** End offset of every partition. */
    public static Map<Integer, Long> endOffsets(KafkaAddress kafka, String topic) {
        try (Admin admin = admin(kafka)) {
            return ends(admin, topic, partitionsOf(admin, topic));
        } catch (ExecutionException e) {
            throw unreachable(kafka, topic, e.getCause() == null ? e : e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unreachable(kafka, topic, e);
        }
    }

    private static Map<Integer, Long> ends(Admin admin, String topic, int partitions)
            throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetSpec> latest = IntStream.range(0, partitions)
                .boxed()
                .collect(Collectors.toMap(one -> new TopicPartition(topic, one), _ -> OffsetSpec.latest()));
        return admin.listOffsets(latest).all().get().entrySet().stream()
                .collect(Collectors.toMap(
                        end -> end.getKey().partition(), end -> end.getValue().offset()));
    }

    private static int partitionsOf(Admin admin, String topic) throws ExecutionException, InterruptedException {
        try {
            return admin.describeTopics(Set.of(topic))
                    .allTopicNames()
                    .get()
                    .values()
                    .iterator()
                    .next()
                    .partitions()
                    .size();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                throw new UserException("The topic " + topic + " was just deleted; try again.", e);
            }
            throw e;
        }
    }

    private static Admin admin(KafkaAddress kafka) {
        return Admin.create(kafka.client(Map.of(
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, "5000",
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, "15000")));
    }

    private static UserException unreachable(KafkaAddress kafka, String topic, Throwable cause) {
        Optional<String> refusal = new KafkaRefusals(kafka)
                .explain(cause, KafkaRight.topic(topic, "Describe", "Create", "Write"), KafkaRight.cluster("Create"));
        return refusal.map(sentence -> new UserException(sentence, cause))
                .orElseGet(() -> noAnswer(kafka, topic, cause));
    }

    private static UserException noAnswer(KafkaAddress kafka, String topic, Throwable cause) {
        return new UserException(
                "Kafka at " + kafka.bootstrap() + " refused the topic " + topic + " or does not answer: "
                        + cause.getMessage(),
                cause);
    }

    /** Queues an event; blocks while the producer's buffer is full. */
    public void send(byte @Nullable [] key, byte[] event) {
        send(new ProducerRecord<>(topic, key, event), _ -> {});
    }

    /** Queues a record of this topic; {@code acknowledged} is called with its offset on the producer's thread. */
    public void send(ProducerRecord<byte @Nullable [], byte[]> record, Consumer<Long> acknowledged) {
        // The callback hears of failures; flush() tells them.
        var _ = producer.send(record, (metadata, problem) -> {
            if (problem == null) {
                acknowledged.accept(metadata.offset());
            } else {
                failure.compareAndSet(null, problem);
            }
        });
    }

    /**
     * Waits until every event sent so far is in the log.
     *
     * @throws UserException if one could not be written
     */
    public void flush() {
        producer.flush();
        Exception problem = failure.get();
        if (problem != null) {
            String why = new KafkaRefusals(kafka)
                    .explain(problem, KafkaRight.topic(topic, "Write"))
                    .orElse(String.valueOf(problem.getMessage()));
            throw new UserException("Not every event could be written to the topic " + topic + ": " + why, problem);
        }
    }

    @Override
    public void close() {
        producer.close();
    }
}
