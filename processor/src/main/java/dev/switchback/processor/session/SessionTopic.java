package dev.switchback.processor.session;

import dev.switchback.processor.guard.VersionFailedException;
import dev.switchback.views.StoreDeniedException;
import dev.switchback.views.StoreUnavailableException;
import dev.switchback.views.VersionId;
import dev.switchback.views.engines.KafkaAddress;
import dev.switchback.views.kafka.KafkaRefusals;
import dev.switchback.views.kafka.KafkaRight;
import dev.switchback.views.session.SessionNames;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * The topic of a version's sessions as it stands.
 *
 * @param id given by Kafka, never again: what a processor keeps on its disk belongs to it
 * @param sources partitions that the source has now; as good as infinitely many where it is missing
 */
public record SessionTopic(Uuid id, int partitions, int sources) {
    /** Bytes; distinct values of a session are kept in one record. */
    public static final int LARGEST_RECORD = 32 << 20;

    private static final int MOST_PARTITIONS = 32;
    /** Long enough for whoever mends a processor; what is read is in the tables and in the state. */
    private static final String RETENTION_MILLIS = String.valueOf(7L * 24 * 3_600 * 1_000);

    private static final int PATIENCE_SECONDS = 10;

    /**
     * The version's topic, made if it is missing.
     *
     * @param source topic whose number of partitions it takes, up to a bound
     * @throws StoreUnavailableException if Kafka does not answer
     */
    public static SessionTopic ensure(KafkaAddress kafka, VersionId version, String source) {
        String name = SessionNames.topic(version);
        KafkaRefusals refusals = new KafkaRefusals(kafka);
        try (Admin admin = Admin.create(kafka.client())) {
            Optional<TopicDescription> read = find(admin, source, refusals);
            Optional<TopicDescription> found = find(admin, name, refusals);
            if (found.isEmpty()) {
                create(
                        admin,
                        refusals,
                        name,
                        read.map(topic -> Math.min(topic.partitions().size(), MOST_PARTITIONS))
                                .orElse(1));
                found = find(admin, name, refusals);
            }
            TopicDescription topic = found.orElseThrow(() -> new StoreUnavailableException(
                    "The topic " + name + " is being made.", new UnknownTopicOrPartitionException(name)));
            requireLeaders(admin, topic);
            return new SessionTopic(
                    topic.topicId(),
                    topic.partitions().size(),
                    read.map(each -> each.partitions().size()).orElse(Integer.MAX_VALUE));
        }
    }

    /** A producer with several requests on their way that comes before the leaders may lose its sequence, and retries until it gives up. */
    private static void requireLeaders(Admin admin, TopicDescription topic) {
        Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
        topic.partitions()
                .forEach(each -> asked.put(new TopicPartition(topic.name(), each.partition()), OffsetSpec.latest()));
        try {
            await(admin.listOffsets(asked).all());
        } catch (ExecutionException e) {
            throw new StoreUnavailableException(
                    "The topic " + topic.name() + " has no leaders yet: " + e.getCause(), e);
        }
    }

    private static void create(Admin admin, KafkaRefusals refusals, String name, int partitions) {
        NewTopic topic = new NewTopic(name, Optional.of(partitions), Optional.empty())
                .configs(Map.of(
                        TopicConfig.RETENTION_MS_CONFIG,
                        RETENTION_MILLIS,
                        TopicConfig.CLEANUP_POLICY_CONFIG,
                        TopicConfig.CLEANUP_POLICY_DELETE,
                        TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                        String.valueOf(LARGEST_RECORD)));
        try {
            await(admin.createTopics(List.of(topic)).all());
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                Optional<String> refused = refusals.explain(e, KafkaRight.topic(name, "Create"));
                if (refused.isPresent()) {
                    throw new StoreDeniedException(refused.get(), e);
                }
                throw new VersionFailedException("The topic " + name + " cannot be made: " + e.getCause(), e);
            }
        }
    }

    private static Optional<TopicDescription> find(Admin admin, String name, KafkaRefusals refusals) {
        try {
            return Optional.of(await(Objects.requireNonNull(
                    admin.describeTopics(List.of(name)).topicNameValues().get(name))));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return Optional.empty();
            }
            throw refusals.translate(e, "Kafka did not answer: " + e.getCause(), KafkaRight.topic(name, "Describe"));
        }
    }

    private static <T> T await(KafkaFuture<T> future) throws ExecutionException {
        try {
            return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new StoreUnavailableException("Kafka did not answer.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreUnavailableException("Kafka was not waited for.", e);
        }
    }
}
