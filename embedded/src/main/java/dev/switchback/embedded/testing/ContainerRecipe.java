package dev.switchback.embedded.testing;

import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports;
import dev.switchback.embedded.Engine;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.startupcheck.IsRunningStartupCheckStrategy;
import org.testcontainers.containers.wait.strategy.AbstractWaitStrategy;
import org.testcontainers.utility.DockerImageName;

/**
 * How an engine's image is run. With {@code -Dswitchback.containers.network=host} containers share this machine's network, for a Docker without
 * bridges; the engine is then told its port, else the port is mapped.
 *
 * @param image unless {@code -Dswitchback.image.ENGINE} names another
 * @param port that it listens on unless it is told otherwise
 * @param hello what it is asked to see whether it answers, and the answer's beginning; empty: it accepts a connection
 */
record ContainerRecipe(Engine engine, String image, int port, String hello, String answer) {
    private static final String USER = "switchback";
    private static final String PASSWORD = "switchback";
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    static final boolean HOST =
            System.getProperty("switchback.containers.network", "bridge").equals("host");

    static ContainerRecipe of(Engine engine) {
        String image = switch (engine) {
            case KAFKA -> "apache/kafka:4.3.1";
            case POSTGRES -> "postgres:18";
            case CLICKHOUSE -> "clickhouse/clickhouse-server:latest";
            case REDIS -> "redis:8";
        };
        String named =
                System.getProperty("switchback.image." + engine.name().toLowerCase(java.util.Locale.ROOT), image);
        return switch (engine) {
            // A broker says nothing unasked, and its question is binary; PostgreSQL's initialisation listens for a
            // moment too.
            case KAFKA -> new ContainerRecipe(engine, named, 9092, "", "");
            case POSTGRES -> new ContainerRecipe(engine, named, 5432, "\0\0\0\10\4\322\26\57", "N");
            case CLICKHOUSE -> new ContainerRecipe(engine, named, 8123, "GET /ping HTTP/1.0\r\n\r\n", "HTTP/1");
            case REDIS -> new ContainerRecipe(engine, named, 6379, "PING\r\n", "+PONG");
        };
    }

    /** As {@link TestEngines} gives it. */
    String address(int listening) {
        String place = "127.0.0.1:" + listening;
        return switch (engine) {
            case KAFKA -> place;
            case POSTGRES -> "postgresql://" + USER + ":" + PASSWORD + "@" + place + "/" + USER;
            case CLICKHOUSE -> "http://" + USER + ":" + PASSWORD + "@" + place;
            case REDIS -> "redis://" + place;
        };
    }

    /** A container that is not started yet. */
    GenericContainer<?> container(int listening) {
        // A broker has to know the port that its clients use, so it listens on that one.
        int inside = HOST || engine == Engine.KAFKA ? listening : port;
        GenericContainer<?> container = new GenericContainer<>(DockerImageName.parse(image))
                .withEnv(environment(inside))
                .withStartupCheckStrategy(new IsRunningStartupCheckStrategy())
                .waitingFor(new Nothing());
        List<String> command = command(inside);
        if (!command.isEmpty()) {
            container.withCommand(command.toArray(String[]::new));
        }
        return container.withCreateContainerCmdModifier(create -> {
            HostConfig config = create.getHostConfig() == null ? HostConfig.newHostConfig() : create.getHostConfig();
            if (HOST) {
                create.withHostConfig(config.withNetworkMode("host"));
            } else {
                ExposedPort exposed = ExposedPort.tcp(inside);
                create.withExposedPorts(exposed)
                        .withHostConfig(
                                config.withPortBindings(new PortBinding(Ports.Binding.bindPort(listening), exposed)));
            }
        });
    }

    private Map<String, String> environment(int inside) {
        return switch (engine) {
            case KAFKA -> kafka(inside);
            case POSTGRES ->
                Map.of(
                        "POSTGRES_USER",
                        USER,
                        "POSTGRES_PASSWORD",
                        PASSWORD,
                        "POSTGRES_DB",
                        USER,
                        "PGPORT",
                        "" + inside);
            case CLICKHOUSE ->
                Map.of(
                        "CLICKHOUSE_USER",
                        USER,
                        "CLICKHOUSE_PASSWORD",
                        PASSWORD,
                        "CLICKHOUSE_DEFAULT_ACCESS_MANAGEMENT",
                        "1");
            case REDIS -> Map.of();
        };
    }

    /** As the embedded one: it keeps all events, whatever their time, and its groups notice a dead member soon. */
    private static Map<String, String> kafka(int inside) {
        return Map.ofEntries(
                Map.entry("KAFKA_NODE_ID", "1"),
                Map.entry("KAFKA_PROCESS_ROLES", "broker,controller"),
                Map.entry("KAFKA_LISTENERS", "PLAINTEXT://:" + inside + ",CONTROLLER://:" + (inside + 1)),
                Map.entry("KAFKA_ADVERTISED_LISTENERS", "PLAINTEXT://127.0.0.1:" + inside),
                Map.entry("KAFKA_LISTENER_SECURITY_PROTOCOL_MAP", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT"),
                Map.entry("KAFKA_CONTROLLER_LISTENER_NAMES", "CONTROLLER"),
                Map.entry("KAFKA_CONTROLLER_QUORUM_VOTERS", "1@127.0.0.1:" + (inside + 1)),
                Map.entry("KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR", "1"),
                Map.entry("KAFKA_OFFSETS_TOPIC_NUM_PARTITIONS", "4"),
                Map.entry("KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR", "1"),
                Map.entry("KAFKA_TRANSACTION_STATE_LOG_NUM_PARTITIONS", "4"),
                Map.entry("KAFKA_TRANSACTION_STATE_LOG_MIN_ISR", "1"),
                Map.entry("KAFKA_TRANSACTION_ABORT_TIMED_OUT_TRANSACTION_CLEANUP_INTERVAL_MS", "1000"),
                Map.entry("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false"),
                Map.entry("KAFKA_LOG_RETENTION_MS", "-1"),
                Map.entry("KAFKA_LOG_MESSAGE_TIMESTAMP_AFTER_MAX_MS", Long.toString(Long.MAX_VALUE)),
                Map.entry("KAFKA_MESSAGE_MAX_BYTES", Integer.toString(2 << 20)),
                Map.entry("KAFKA_REPLICA_FETCH_MAX_BYTES", Integer.toString(2 << 20)),
                Map.entry("KAFKA_GROUP_MIN_SESSION_TIMEOUT_MS", "1000"),
                Map.entry("KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS", "0"),
                Map.entry("KAFKA_BROKER_SESSION_TIMEOUT_MS", "3000"),
                Map.entry("KAFKA_BROKER_HEARTBEAT_INTERVAL_MS", "500"));
    }

    private List<String> command(int inside) {
        List<String> command = new ArrayList<>();
        switch (engine) {
            case POSTGRES -> command.addAll(List.of("postgres", "-c", "max_connections=200", "-c", "timezone=UTC"));
            case REDIS ->
                command.addAll(List.of("redis-server", "--port", "" + inside, "--appendonly", "yes", "--save", ""));
            case CLICKHOUSE -> {
                if (HOST) {
                    command.addAll(List.of("--", "--http_port=" + inside));
                }
            }
            case KAFKA -> {}
        }
        return command;
    }

    /** Waits until it answers. */
    void awaitReady(int listening) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        int inARow = 0;
        while (inARow < 2) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException(engine + " of image " + image + " does not answer on port " + listening
                        + "; 'docker logs' of its container may say why");
            }
            LockSupport.parkNanos(
                    Duration.ofMillis(engine == Engine.POSTGRES ? 500 : 100).toNanos());
            inARow = answers(listening) ? inARow + 1 : 0;
        }
    }

    private boolean answers(int listening) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), listening), 1_000);
            socket.setSoTimeout(2_000);
            if (hello.isEmpty()) {
                return true;
            }
            OutputStream out = socket.getOutputStream();
            out.write(hello.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            InputStream in = socket.getInputStream();
            return new String(in.readNBytes(answer.length()), StandardCharsets.ISO_8859_1).equals(answer);
        } catch (IOException e) {
            return false;
        }
    }

    /** Readiness is asked by {@link #awaitReady}, after a restart too. */
    private static final class Nothing extends AbstractWaitStrategy {
        @Override
        protected void waitUntilReady() {}
    }
}
