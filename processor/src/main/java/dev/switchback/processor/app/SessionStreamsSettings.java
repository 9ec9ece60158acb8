package dev.switchback.processor.app;

import dev.switchback.processor.session.BoundedRocks;
import dev.switchback.processor.session.SessionTopic;
import dev.switchback.views.session.SessionNames;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.StreamsConfig;

/** Configuration of Kafka Streams for the session half of one version (ADR 082). */
final class SessionStreamsSettings {
    private static final String FOLDER = "sessions-";
    private static final String LARGEST = String.valueOf(SessionTopic.LARGEST_RECORD);

    private SessionStreamsSettings() {}

    static Properties of(ProcessorSettings settings, SessionTopic topic) {
        Properties properties = new Properties();
        properties.putAll(settings.engines().kafkaAddress().client());
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, SessionNames.topic(settings.version()));
        properties.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, Math.min(settings.threads(), topic.partitions()));
        properties.put(StreamsConfig.STATE_DIR_CONFIG, stateDirectory(settings, topic));
        properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        properties.put(StreamsConfig.DEFAULT_KEY_SERDE_CLASS_CONFIG, Serdes.ByteArraySerde.class);
        properties.put(StreamsConfig.DEFAULT_VALUE_SERDE_CLASS_CONFIG, Serdes.ByteArraySerde.class);
        properties.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 500);
        properties.put(StreamsConfig.POLL_MS_CONFIG, 50);
        properties.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, BoundedRocks.class);
        properties.put(StreamsConfig.ENABLE_METRICS_PUSH_CONFIG, false);
        // A range that the topic does not hold any more is noticed by what follows it: every range names where it
        // begins.
        properties.put(StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
        properties.put(StreamsConfig.consumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), "10000");
        properties.put(StreamsConfig.consumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG), "2000");
        properties.put(StreamsConfig.consumerPrefix(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG), LARGEST);
        properties.put(StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG), LARGEST);
        // An insert may take its time; whoever takes over after a death waits so long at most.
        properties.put(StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG), 10_000);
        properties.put(StreamsConfig.topicPrefix(TopicConfig.MAX_MESSAGE_BYTES_CONFIG), LARGEST);
        return properties;
    }

    /** State belongs to one topic: a version built anew has another, and what an earlier build left is removed. */
    private static String stateDirectory(ProcessorSettings settings, SessionTopic topic) {
        Path parent = settings.stateDirectory().toAbsolutePath();
        String mine = FOLDER + topic.id();
        try {
            Files.createDirectories(parent);
            try (Stream<Path> children = Files.list(parent)) {
                for (Path child : children.toList()) {
                    String name = child.getFileName().toString();
                    if (name.startsWith(FOLDER) && !name.equals(mine)) {
                        Utils.delete(child.toFile());
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return parent.resolve(mine).toString();
    }
}
