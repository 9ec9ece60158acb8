package dev.switchback.standalone.system;

import dev.switchback.standalone.app.Main;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/** {@code ./switchback up} in a JVM of its own, on ports of its own; to be killed. */
final class ChildUp implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final Path data;
    private final Path output;
    private final Process process;
    private final Map<String, String> environment;

    private ChildUp(Path data, Path output, Process process, Map<String, String> environment) {
        this.data = data;
        this.output = output;
        this.process = process;
        this.environment = environment;
    }

    /** The ports that one data folder keeps over all starts. */
    static Map<String, String> freePorts() throws IOException {
        try (ServerSocket query = open();
                ServerSocket admin = open();
                ServerSocket kafka = open()) {
            return Map.of(
                    "SWITCHBACK_QUERY_PORT", Integer.toString(query.getLocalPort()),
                    "SWITCHBACK_ADMIN_PORT", Integer.toString(admin.getLocalPort()),
                    "SWITCHBACK_KAFKA_PORT", Integer.toString(kafka.getLocalPort()));
        }
    }

    /** Below the ports that systems give to outgoing connections: a start after a kill must find it free again. */
    private static ServerSocket open() throws IOException {
        IOException taken = new IOException("no port tried");
        for (int attempt = 0; attempt < 50; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(18_000, 32_000);
            try {
                return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
            } catch (BindException e) {
                taken = e;
            }
        }
        throw taken;
    }

    /** Starts it and waits until it says that it is up. */
    static ChildUp start(Path data, Map<String, String> ports) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx768m",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "up",
                "--data",
                data.toString()));
        Path output = Files.createTempFile(data.getParent(), "up-", ".log");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("SWITCHBACK_"));
        builder.environment().putAll(ports);
        Process process = builder.start();
        ChildUp up = new ChildUp(data, output, process, new HashMap<>());
        try {
            up.awaitUp();
        } catch (AssertionError e) {
            up.close();
            throw e;
        }
        return up;
    }

    private void awaitUp() throws IOException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!Files.readString(output).contains("Switchback is up.")) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                throw new AssertionError("'up' did not come up: " + Files.readString(output));
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
        environment.putAll(Files.readAllLines(data.resolve("env")).stream()
                .filter(line -> line.startsWith("export "))
                .map(line -> line.substring("export ".length()).split("=", 2))
                .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1].replace("'", ""))));
    }

    /** What {@code ./switchback env} prints, as a map. */
    Map<String, String> environment() {
        return environment;
    }

    URI adminUrl() {
        return URI.create("http://localhost:" + environment.get("SWITCHBACK_ADMIN_PORT"));
    }

    URI queryUrl() {
        return URI.create("http://localhost:" + environment.get("SWITCHBACK_QUERY_PORT"));
    }

    /** SIGKILL to the root of the process tree; nobody tells its children. */
    void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    /** SIGTERM. */
    @Override
    public void close() {
        process.destroy();
        awaitEnd();
    }

    private void awaitEnd() {
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
                throw new AssertionError("'up' did not end within a minute: " + Files.readString(output));
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
