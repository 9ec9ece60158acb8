package dev.switchback.standalone.system;

import dev.switchback.standalone.launch.ProcessLauncher;
import dev.switchback.views.engines.EngineAddresses;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A command of a build's own command line, in a process: a service, or something that ends. */
final class ServiceProcess implements AutoCloseable {
    private static final Duration GRACE = Duration.ofSeconds(60);
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final Process process;
    private final Path output;

    private ServiceProcess(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /** @param environment beside the engines' addresses */
    static ServiceProcess start(
            Build build, EngineAddresses engines, Map<String, String> environment, Path folder, String... words)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx384m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                build.classPath(),
                "dev.switchback.standalone.app.Main"));
        command.addAll(List.of(words));
        Path output = Files.createTempFile(folder, build.name() + "-" + words[0] + "-", ".log");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("SWITCHBACK_"));
        builder.environment().putAll(ProcessLauncher.environment(engines));
        builder.environment().putAll(environment);
        return new ServiceProcess(builder.start(), output);
    }

    /** Waits for a command to end well. */
    void awaitSuccess() throws IOException, InterruptedException {
        if (awaitEnd() != 0) {
            throw new AssertionError("a command failed: " + said());
        }
    }

    /** Waits for a command to end, and returns its status. */
    int awaitEnd() throws IOException, InterruptedException {
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("a command does not end: " + said());
        }
        return process.exitValue();
    }

    boolean alive() {
        return process.isAlive();
    }

    String said() throws IOException {
        return Files.readString(output);
    }

    /** SIGTERM; it has to end within a minute. */
    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(GRACE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("a service did not end: " + said());
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
