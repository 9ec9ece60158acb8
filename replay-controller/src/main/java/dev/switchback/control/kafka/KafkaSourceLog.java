package dev.switchback.control.kafka;

import dev.switchback.control.source.SourceLog;
import dev.switchback.views.StoreDeniedException;
import dev.switchback.views.StoreUnavailableException;
import dev.switchback.views.engines.KafkaAddress;
import dev.switchback.views.kafka.KafkaRefusals;
import dev.switchback.views.kafka.KafkaRight;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.GroupNotEmptyException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/** The source log in Kafka. Thread-safe. */
public final class KafkaSourceLog implements SourceLog {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** A refusal that was not met again for so long is over. */
    private static final Duration REFUSED = Duration.ofSeconds(5);

    private final Admin admin;
    private final KafkaRefusals refusals;
    private volatile @Nullable Refusal refused;

    /** A Kafka that asks for no user and no encryption. */
    public KafkaSourceLog(String bootstrap) {
        this(KafkaAddress.plain(bootstrap));
    }

    public KafkaSourceLog(KafkaAddress address) {
        this.refusals = new KafkaRefusals(address);
        this.admin = Admin.create(address.client(Map.of(
                AdminClientConfig.CLIENT_ID_CONFIG,
                "switchback-controller",
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                String.valueOf(PATIENCE.toMillis()),
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                String.valueOf(PATIENCE.toMillis()))));
    }

    @Override
    public Optional<Extent> extent(String topic) {
        try {
            List<TopicPartition> partitions =
                    await(admin.describeTopics(List.of(topic)).allTopicNames()).values().stream()
                            .flatMap(description -> description.partitions().stream())
                            .map(partition -> new TopicPartition(topic, partition.partition()))
                            .toList();
            // The beginning is asked for last: what is deleted in between shows as a beginning after zero, never as a
            // range too large.
            Map<Integer, Long> ends = offsets(partitions, OffsetSpec.latest());
            return Optional.of(new Extent(offsets(partitions, OffsetSpec.earliest()), ends));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException
                    || e.getCause() instanceof InvalidTopicException) {
                return Optional.empty();
            }
            throw unavailable(e, KafkaRight.topic(topic, "Describe"));
        }
    }

    @Override
    public Optional<Instant> oldest(String topic) {
        try {
            Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
            await(admin.describeTopics(List.of(topic)).allTopicNames())
                    .values()
                    .forEach(description -> description
                            .partitions()
                            .forEach(partition -> wanted.put(
                                    new TopicPartition(topic, partition.partition()), OffsetSpec.forTimestamp(0))));
            return await(admin.listOffsets(wanted).all()).values().stream()
                    .map(ListOffsetsResult.ListOffsetsResultInfo::timestamp)
                    .filter(timestamp -> timestamp >= 0)
                    .min(Long::compare)
                    .map(Instant::ofEpochMilli);
        } catch (ExecutionException e) {
            throw unavailable(e, KafkaRight.topic(topic, "Describe"));
        }
    }

    private Map<Integer, Long> offsets(List<TopicPartition> partitions, OffsetSpec spec) throws ExecutionException {
        Map<Integer, Long> offsets = new HashMap<>();
        await(admin.listOffsets(
                                partitions.stream()
                                        .collect(Collectors.toMap(partition -> partition, partition -> spec)),
                                new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                        .all())
                .forEach((partition, info) -> offsets.put(partition.partition(), info.offset()));
        return offsets;
    }

    @Override
    public Retention retention(String topic) {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        try {
            Config config =
                    await(admin.describeConfigs(List.of(resource)).all()).get(resource);
            if (config == null) {
                throw new IllegalStateException("the broker says nothing of the topic " + topic);
            }
            String policy = config.get(TopicConfig.CLEANUP_POLICY_CONFIG).value();
            return new Retention(
                    Long.parseLong(config.get(TopicConfig.RETENTION_MS_CONFIG).value()),
                    Long.parseLong(
                            config.get(TopicConfig.RETENTION_BYTES_CONFIG).value()),
                    policy.contains(TopicConfig.CLEANUP_POLICY_DELETE),
                    policy.contains(TopicConfig.CLEANUP_POLICY_COMPACT));
        } catch (ExecutionException e) {
            throw unavailable(e, KafkaRight.topic(topic, "DescribeConfigs"));
        }
    }

    @Override
    public GroupRemoval removeGroup(String group) {
        try {
            await(admin.deleteConsumerGroups(List.of(group)).all());
            return GroupRemoval.GONE;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof GroupIdNotFoundException) {
                return GroupRemoval.GONE;
            }
            if (e.getCause() instanceof GroupNotEmptyException) {
                return GroupRemoval.IN_USE;
            }
            // Kafka asks for the right first, and only then whether there is such a group.
            if (e.getCause() instanceof GroupAuthorizationException && !exists(group)) {
                return GroupRemoval.GONE;
            }
            throw unavailable(e, KafkaRight.group(group, "Delete"));
        }
    }

    private boolean exists(String group) {
        try {
            // Brokers before 4.0 say of a group that they do not know that it is dead.
            return await(admin.describeConsumerGroups(List.of(group)).all()).values().stream()
                    .anyMatch(found -> found.groupState() != GroupState.DEAD);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof GroupIdNotFoundException) {
                return false;
            }
            throw unavailable(e, KafkaRight.group(group, "Describe", "Delete"));
        }
    }

    @Override
    public boolean removeTopics(String probe, Predicate<String> named) {
        requireSeen(probe);
        List<String> found = topics().stream().filter(named).toList();
        if (found.isEmpty()) {
            return true;
        }
        try {
            await(admin.deleteTopics(found).all());
            return false;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return false;
            }
            throw unavailable(e, KafkaRight.topic(found.getFirst(), "Delete"));
        }
    }

    /** Kafka's list leaves out what we may not see; asked by name, it refuses. */
    private void requireSeen(String topic) {
        try {
            var _ = await(admin.describeTopics(List.of(topic)).allTopicNames());
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                throw unavailable(e, KafkaRight.topic(topic, "Describe", "Delete"));
            }
        }
    }

    @Override
    public List<String> topics() {
        try {
            return await(admin.listTopics().names()).stream().sorted().toList();
        } catch (ExecutionException e) {
            throw unavailable(e);
        }
    }

    @Override
    public List<String> groups() {
        try {
            return await(admin.listGroups().all()).stream()
                    .map(GroupListing::groupId)
                    .sorted()
                    .toList();
        } catch (ExecutionException e) {
            throw unavailable(e, KafkaRight.cluster("Describe"));
        }
    }

    @Override
    public boolean answers() {
        try {
            return !await(admin.describeCluster().nodes()).isEmpty();
        } catch (ExecutionException e) {
            throw unavailable(e, KafkaRight.cluster("Describe"));
        }
    }

    @Override
    public Optional<String> refusal() {
        Refusal newest = refused;
        return newest != null && System.nanoTime() - newest.at < REFUSED.toNanos()
                ? Optional.of(newest.sentence)
                : Optional.empty();
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(2));
    }

    private <T> T await(KafkaFuture<T> future) throws ExecutionException {
        try {
            return future.get(PATIENCE.toMillis() + 1_000, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw unavailable(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable(e);
        }
    }

    private StoreUnavailableException unavailable(Exception e, KafkaRight... needed) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        StoreUnavailableException meaning =
                refusals.translate(e, "Kafka did not answer: " + cause.getMessage(), needed);
        if (meaning instanceof StoreDeniedException) {
            refused = new Refusal(String.valueOf(meaning.getMessage()), System.nanoTime());
        }
        return meaning;
    }

    private record Refusal(String sentence, long at) {}
}
