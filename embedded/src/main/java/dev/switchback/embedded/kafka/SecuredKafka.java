package dev.switchback.embedded.kafka;

import dev.switchback.embedded.folder.DataFolder;
import dev.switchback.embedded.folder.FreeSpace;
import dev.switchback.embedded.folder.Ports;
import dev.switchback.embedded.process.ChildJvm;
import dev.switchback.embedded.process.EngineProcess;
import dev.switchback.embedded.process.ProcessSpec;
import dev.switchback.embedded.process.Readiness;
import dev.switchback.embedded.testing.TestCertificates;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Uuid;

/**
 * A node for tests that asks its clients for TLS, a user and a password (SASL_SSL, SCRAM-SHA-512), and allows only what an ACL allows. Its one
 * user with every right is {@link #ADMIN}. A user's password is {@code <user>-secret}. Thread-safe.
 */
public final class SecuredKafka implements AutoCloseable {
    public static final String ADMIN = "admin";

    private static final String NAME = "kafka";
    private static final Duration GRACE = Duration.ofSeconds(15);

    private final DataFolder folder;
    private final EngineProcess process;
    private final String address;
    private final Path authority;

    private SecuredKafka(DataFolder folder, EngineProcess process, String address, Path authority) {
        this.folder = folder;
        this.process = process;
        this.address = address;
        this.authority = authority;
    }

    /**
     * Starts it in an empty folder and waits until it answers its administrator.
     *
     * @param users beside the administrator
     */
    public static SecuredKafka start(Path data, Collection<String> users) {
        DataFolder folder = DataFolder.open(data, FreeSpace.OF_DISK);
        Ports ports = new Ports(folder);
        int port = ports.kept(NAME);
        Path home = folder.data(NAME);
        Path configuration = home.resolve("node.properties");
        Path logs = home.resolve("logs");
        TestCertificates certificates = TestCertificates.make(home, "ip:127.0.0.1,dns:localhost");
        try {
            int controllerPort = ports.kept("kafka.controller");
            KafkaConfigFile.write(
                    configuration, logs, port, controllerPort, settings(port, controllerPort, certificates));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<String> arguments = new ArrayList<>(List.of(
                configuration.toString(), logs.toString(), Uuid.randomUuid().toString()));
        arguments.add(scram(ADMIN));
        users.forEach(user -> arguments.add(scram(user)));
        EngineProcess process = EngineProcess.start(new ProcessSpec(
                "Kafka",
                ChildJvm.command(KafkaNodeMain.class, KafkaEngine.JVM_OPTIONS, arguments),
                Map.of(),
                home,
                folder.log(NAME),
                folder.pidFile(NAME),
                "TERM",
                GRACE));
        SecuredKafka kafka = new SecuredKafka(folder, process, "127.0.0.1:" + port, certificates.authority());
        kafka.awaitUp();
        return kafka;
    }

    private void awaitUp() {
        try {
            Readiness.await("Kafka", process, Duration.ofMinutes(2), () -> Readiness.connect(address));
            try (Admin admin = admin()) {
                Readiness.await("Kafka", process, Duration.ofMinutes(1), () -> {
                    if (admin.describeCluster().nodes().get().isEmpty()) {
                        throw new IOException("its broker is not registered yet");
                    }
                });
            }
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private static Map<String, String> settings(int port, int controllerPort, TestCertificates certificates) {
        Map<String, String> settings = new HashMap<>();
        settings.put("listener.security.protocol.map", "CLIENTS:SASL_SSL,CONTROLLER:PLAINTEXT");
        settings.put("listeners", "CLIENTS://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort);
        settings.put("advertised.listeners", "CLIENTS://127.0.0.1:" + port);
        settings.put("inter.broker.listener.name", "CLIENTS");
        settings.put("sasl.enabled.mechanisms", "SCRAM-SHA-512");
        settings.put("sasl.mechanism.inter.broker.protocol", "SCRAM-SHA-512");
        settings.put("listener.name.clients.scram-sha-512.sasl.jaas.config", jaas(ADMIN, password(ADMIN)));
        settings.put("ssl.keystore.type", "PKCS12");
        settings.put("ssl.keystore.location", certificates.server().toString());
        settings.put("ssl.keystore.password", TestCertificates.PASSWORD);
        settings.put("ssl.truststore.type", "PEM");
        settings.put("ssl.truststore.location", certificates.authority().toString());
        settings.put("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
        // The controller's listener is plain and only this machine's.
        settings.put("super.users", "User:" + ADMIN + ";User:ANONYMOUS");
        return settings;
    }

    private static String scram(String user) {
        return "SCRAM-SHA-512=[name=" + user + ",password=" + password(user) + "]";
    }

    public static String password(String user) {
        return user + "-secret";
    }

    private static String jaas(String user, String password) {
        return "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"" + user + "\" password=\""
                + password + "\";";
    }

    /** Bootstrap servers. */
    public String address() {
        return address;
    }

    /** What a client's properties file has to say for a user. */
    public Map<String, String> properties(String user) {
        return properties(user, password(user));
    }

    /** The same with a password of the caller's choice. */
    public Map<String, String> properties(String user, String password) {
        return Map.of(
                "security.protocol", "SASL_SSL",
                "sasl.mechanism", "SCRAM-SHA-512",
                "sasl.jaas.config", jaas(user, password),
                "ssl.truststore.type", "PEM",
                "ssl.truststore.location", authority.toString());
    }

    /** A client that may do everything. */
    public Admin admin() {
        Map<String, Object> settings = new HashMap<>(properties(ADMIN));
        settings.put("bootstrap.servers", address);
        settings.put("default.api.timeout.ms", "10000");
        settings.put("request.timeout.ms", "5000");
        return Admin.create(settings);
    }

    @Override
    public void close() {
        process.close();
        folder.close();
    }
}
