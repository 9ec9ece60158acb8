package dev.switchback.embedded.kafka;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;

/** The configuration of the one-node cluster. */
final class KafkaConfigFile {
    private KafkaConfigFile() {}

    static void write(Path file, Path logs, int port, int controllerPort) throws IOException {
        write(file, logs, port, controllerPort, Map.of());
    }

    /** @param others settings that have the last word */
    static void write(Path file, Path logs, int port, int controllerPort, Map<String, String> others)
            throws IOException {
        Properties properties = new Properties();
        node(properties, logs, port, controllerPort);
        topics(properties);
        quickGroups(properties);
        properties.putAll(others);
        try (Writer writer = Files.newBufferedWriter(file)) {
            properties.store(writer, null);
        }
    }

    private static void node(Properties properties, Path logs, int port, int controllerPort) {
        properties.setProperty("process.roles", "broker,controller");
        properties.setProperty("node.id", "1");
        properties.setProperty("controller.quorum.voters", "1@127.0.0.1:" + controllerPort);
        properties.setProperty("controller.listener.names", "CONTROLLER");
        properties.setProperty("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        properties.setProperty(
                "listeners", "PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort);
        properties.setProperty("advertised.listeners", "PLAINTEXT://127.0.0.1:" + port);
        properties.setProperty("log.dirs", logs.toString());
        properties.setProperty("num.network.threads", "2");
        properties.setProperty("num.io.threads", "4");
        properties.setProperty("background.threads", "2");
        properties.setProperty("log.cleaner.dedupe.buffer.size", Long.toString(8L << 20));
        // One node elects itself; waiting for others only delays the start.
        properties.setProperty("controller.quorum.election.timeout.ms", "200");
        properties.setProperty("controller.quorum.election.backoff.max.ms", "50");
        // After a kill the controller takes the broker's next life only once the session of the last one has run out.
        properties.setProperty("broker.session.timeout.ms", "3000");
        properties.setProperty("broker.heartbeat.interval.ms", "500");
    }

    private static void topics(Properties properties) {
        properties.setProperty("auto.create.topics.enable", "false");
        properties.setProperty("default.replication.factor", "1");
        properties.setProperty("min.insync.replicas", "1");
        // Retention judges segments by the time stamps of their records, so events of the past would be deleted within
        // minutes.
        properties.setProperty("log.retention.ms", "-1");
        properties.setProperty("log.message.timestamp.after.max.ms", Long.toString(Long.MAX_VALUE));
        properties.setProperty("message.max.bytes", Integer.toString(2 << 20));
        properties.setProperty("replica.fetch.max.bytes", Integer.toString(2 << 20));
        properties.setProperty("offsets.topic.num.partitions", "4");
        properties.setProperty("offsets.topic.replication.factor", "1");
        properties.setProperty("transaction.state.log.num.partitions", "4");
        properties.setProperty("transaction.state.log.replication.factor", "1");
        properties.setProperty("transaction.state.log.min.isr", "1");
        // Whoever takes over from a processor that died waits for this, beyond the transaction's own timeout.
        properties.setProperty("transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000");
        properties.setProperty("share.coordinator.state.topic.num.partitions", "1");
        properties.setProperty("share.coordinator.state.topic.replication.factor", "1");
        properties.setProperty("share.coordinator.state.topic.min.isr", "1");
    }

    private static void quickGroups(Properties properties) {
        properties.setProperty("group.initial.rebalance.delay.ms", "0");
        properties.setProperty("group.min.session.timeout.ms", "1000");
        properties.setProperty("offsets.retention.minutes", Integer.toString(Integer.MAX_VALUE));
    }
}
