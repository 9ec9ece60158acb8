package dev.switchback.processor.app;

import dev.switchback.processor.runtime.BrokerTimestamp;
import java.util.Properties;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsConfig;

/** Configuration of Kafka Streams for one version (ADR 040). */
final class StreamsSettings {
    private static final long DAY = 86_400_000;
    private static final String MINUTES_30 = "1800000";

    private StreamsSettings() {}

    static Properties of(ProcessorSettings settings, ProcessorTuning tuning) {
        Properties properties = new Properties();
        properties.putAll(settings.engines().kafkaAddress().client());
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, applicationId(settings));
        properties.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, settings.threads());
        properties.put(
                StreamsConfig.STATE_DIR_CONFIG,
                settings.stateDirectory().toAbsolutePath().toString());
        // The ledger makes it exactly once; Kafka's transactions would not reach the stores.
        properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.AT_LEAST_ONCE);
        properties.put(StreamsConfig.DEFAULT_KEY_SERDE_CLASS_CONFIG, Serdes.ByteArraySerde.class);
        properties.put(StreamsConfig.DEFAULT_VALUE_SERDE_CLASS_CONFIG, Serdes.ByteArraySerde.class);
        properties.put(StreamsConfig.DEFAULT_TIMESTAMP_EXTRACTOR_CLASS_CONFIG, BrokerTimestamp.class);
        properties.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 1_000);
        // Flushes are checked between polls, so a poll must not wait long.
        properties.put(StreamsConfig.POLL_MS_CONFIG, 20);
        // Bundles, each of one poll's records at most.
        properties.put(StreamsConfig.BUFFERED_RECORDS_PER_PARTITION_CONFIG, 4);
        properties.put(StreamsConfig.ENABLE_METRICS_PUSH_CONFIG, false);
        // An outage of Kafka is waited out, however long; replacing threads would not end it sooner.
        properties.put(StreamsConfig.TASK_TIMEOUT_MS_CONFIG, DAY);
        consumer(properties, ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        // Where the log does not reach is an error to be told, never a reason to begin elsewhere (P8).
        consumer(properties, ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        consumer(properties, ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, MINUTES_30);
        consumer(properties, ConsumerConfig.MAX_POLL_RECORDS_CONFIG, "5000");
        consumer(properties, ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, String.valueOf(4 << 20));
        consumer(properties, ConsumerConfig.FETCH_MAX_BYTES_CONFIG, String.valueOf(32 << 20));
        consumer(properties, ConsumerConfig.RECEIVE_BUFFER_CONFIG, String.valueOf(1 << 20));
        consumer(properties, ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, "10000");
        consumer(properties, ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, "2000");
        consumer(
                properties,
                CommonClientConfigs.METADATA_MAX_AGE_CONFIG,
                String.valueOf(tuning.metadataAge().toMillis()));
        return properties;
    }

    static String applicationId(ProcessorSettings settings) {
        return "switchback." + settings.version().pipeline() + ".v"
                + settings.version().number();
    }

    private static void consumer(Properties properties, String name, String value) {
        properties.put(StreamsConfig.mainConsumerPrefix(name), value);
    }
}
