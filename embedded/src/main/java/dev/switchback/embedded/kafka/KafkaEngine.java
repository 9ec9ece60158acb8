package dev.switchback.embedded.kafka;

import dev.switchback.embedded.EngineException;
import dev.switchback.embedded.folder.DataFolder;
import dev.switchback.embedded.folder.Ports;
import dev.switchback.embedded.process.ChildJvm;
import dev.switchback.embedded.process.EngineProcess;
import dev.switchback.embedded.process.PidFile;
import dev.switchback.embedded.process.ProcessSpec;
import dev.switchback.embedded.process.Readiness;
import dev.switchback.embedded.process.RunningEngine;
import dev.switchback.embedded.process.StartArchive;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.Uuid;

/** One Kafka node, broker and controller. */
public final class KafkaEngine implements RunningEngine {
    private static final String NAME = "kafka";
    private static final Duration GRACE = StartArchive.grace(Duration.ofSeconds(15));
    static final List<String> JVM_OPTIONS = List.of(
            "-Xms128m",
            "-Xmx512m",
            "-XX:+UseSerialGC",
            "-XX:+ExitOnOutOfMemoryError",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow");

    private final EngineProcess process;
    private final String address;

    private KafkaEngine(EngineProcess process, String address) {
        this.process = process;
        this.address = address;
    }

    /**
     * Starts it and waits until its broker can be asked for the cluster.
     *
     * @param fixedPort the broker's port; empty: a free one, kept for the folder
     */
    public static KafkaEngine start(DataFolder folder, Ports ports, OptionalInt fixedPort) {
        PidFile.stopLeftover(folder.pidFile(NAME), "Kafka", GRACE);
        int port = fixedPort.isPresent() ? ports.fixed("Kafka", fixedPort.getAsInt()) : ports.kept(NAME);
        int controllerPort = ports.kept("kafka.controller");
        Path data = folder.data(NAME);
        Path configuration = data.resolve("node.properties");
        Path logs = data.resolve("logs");
        try {
            KafkaConfigFile.write(configuration, logs, port, controllerPort);
        } catch (IOException e) {
            throw new EngineException(configuration + " cannot be written: " + e.getMessage(), e);
        }
        List<String> command = ChildJvm.command(
                StartArchive.KAFKA,
                KafkaNodeMain.class,
                JVM_OPTIONS,
                List.of(
                        configuration.toString(),
                        logs.toString(),
                        Uuid.randomUuid().toString()));
        EngineProcess process = EngineProcess.start(new ProcessSpec(
                "Kafka", command, Map.of(), data, folder.log(NAME), folder.pidFile(NAME), "TERM", GRACE));
        String address = "127.0.0.1:" + port;
        try {
            awaitBroker(process, address);
        } catch (RuntimeException e) {
            process.close();
            throw e;
        }
        return new KafkaEngine(process, address);
    }

    static void awaitBroker(EngineProcess process, String address) {
        Map<String, Object> settings = Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, address,
                AdminClientConfig.RECONNECT_BACKOFF_MS_CONFIG, 50,
                AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 50,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, 1_000,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 1_000);
        // The client warns about every refused connection, so the port is tried bare first.
        Readiness.await("Kafka", process, Duration.ofMinutes(1), () -> Readiness.connect(address));
        try (Admin admin = Admin.create(settings)) {
            Readiness.await("Kafka", process, Duration.ofSeconds(30), () -> {
                if (admin.describeCluster().nodes().get().isEmpty()) {
                    throw new IOException("its broker is not registered yet");
                }
            });
        }
    }

    /** Bootstrap servers, {@code host:port}. */
    public String address() {
        return address;
    }

    @Override
    public boolean isAlive() {
        return process.isAlive();
    }

    @Override
    public void close() {
        process.close();
    }
}
