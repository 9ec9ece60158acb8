package dev.switchback.embedded.kafka;

import dev.switchback.embedded.folder.DataFolder;
import dev.switchback.embedded.folder.FreeSpace;
import dev.switchback.embedded.folder.Ports;
import dev.switchback.embedded.process.ChildJvm;
import dev.switchback.embedded.process.EngineProcess;
import dev.switchback.embedded.process.ProcessSpec;
import dev.switchback.embedded.testing.Link;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.Uuid;

/**
 * For tests: a node with two listeners. One is behind a {@link Link}, and tells its clients to come by that link; so a client of it can be cut
 * off while others are not. Thread-safe.
 */
public final class LinkedKafka implements AutoCloseable {
    private static final String NAME = "kafka";
    private static final Duration GRACE = Duration.ofSeconds(15);

    private final DataFolder folder;
    private final EngineProcess process;
    private final String direct;
    private final Link link;

    private LinkedKafka(DataFolder folder, EngineProcess process, String direct, Link link) {
        this.folder = folder;
        this.process = process;
        this.direct = direct;
        this.link = link;
    }

    /** Starts it in an empty folder and waits until it answers. */
    public static LinkedKafka start(Path data) {
        DataFolder folder = DataFolder.open(data, FreeSpace.OF_DISK);
        Ports ports = new Ports(folder);
        int port = ports.kept(NAME);
        int linkedPort = ports.kept("kafka.linked");
        int controllerPort = ports.kept("kafka.controller");
        Link link = Link.to("127.0.0.1", linkedPort);
        Path home = folder.data(NAME);
        Path configuration = home.resolve("node.properties");
        Path logs = home.resolve("logs");
        Map<String, String> listeners = Map.of(
                "listener.security.protocol.map",
                "DIRECT:PLAINTEXT,LINKED:PLAINTEXT,CONTROLLER:PLAINTEXT",
                "listeners",
                "DIRECT://127.0.0.1:" + port + ",LINKED://127.0.0.1:" + linkedPort + ",CONTROLLER://127.0.0.1:"
                        + controllerPort,
                "advertised.listeners",
                "DIRECT://127.0.0.1:" + port + ",LINKED://127.0.0.1:" + link.port(),
                "inter.broker.listener.name",
                "DIRECT");
        try {
            KafkaConfigFile.write(configuration, logs, port, controllerPort, listeners);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        EngineProcess process = EngineProcess.start(new ProcessSpec(
                "Kafka",
                ChildJvm.command(
                        KafkaNodeMain.class,
                        KafkaEngine.JVM_OPTIONS,
                        List.of(
                                configuration.toString(),
                                logs.toString(),
                                Uuid.randomUuid().toString())),
                Map.of(),
                home,
                folder.log(NAME),
                folder.pidFile(NAME),
                "TERM",
                GRACE));
        LinkedKafka kafka = new LinkedKafka(folder, process, "127.0.0.1:" + port, link);
        try {
            KafkaEngine.awaitBroker(process, kafka.direct);
        } catch (RuntimeException e) {
            kafka.close();
            throw e;
        }
        return kafka;
    }

    /** Bootstrap servers that nothing is in the way of. */
    public String direct() {
        return direct;
    }

    /** Bootstrap servers by way of the link. */
    public String linked() {
        return "127.0.0.1:" + link.port();
    }

    public Link link() {
        return link;
    }

    @Override
    public void close() {
        process.close();
        link.close();
        folder.close();
    }
}
