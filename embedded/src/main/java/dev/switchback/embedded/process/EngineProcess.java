package dev.switchback.embedded.process;

import dev.switchback.embedded.EngineException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * One engine as a child process. It starts behind a gate: the command runs only after its watchdog and its pid file exist, so that there is no
 * moment at which this JVM may be killed and the engine stays. Thread-safe.
 */
public final class EngineProcess implements AutoCloseable {
    /** Waits for one line before it becomes the command; the end of its input means that the parent died in between. */
    private static final String GATE =
            "IFS= read -r go || exit 0; if command -v setsid >/dev/null 2>&1; then exec setsid \"$@\"; else exec \"$@\"; fi";

    private final ProcessSpec spec;
    private final Process process;
    private final Watchdog watchdog;
    private final PidFile pidFile;

    private EngineProcess(ProcessSpec spec, Process process, Watchdog watchdog, PidFile pidFile) {
        this.spec = spec;
        this.process = process;
        this.watchdog = watchdog;
        this.pidFile = pidFile;
    }

    /**
     * Starts the command of a specification; its output goes to the log file, its input stays open as long as this JVM lives.
     *
     * @throws EngineException if the process cannot be made
     */
    public static EngineProcess start(ProcessSpec spec) {
        List<String> command = new ArrayList<>(List.of("sh", "-c", GATE, spec.name()));
        command.addAll(spec.command());
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(spec.workingDirectory().toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(spec.log().toFile()));
        builder.environment().putAll(spec.environment());
        Process process = null;
        try {
            process = builder.start();
            PidFile pidFile = PidFile.write(spec.pidFile(), process.toHandle());
            Watchdog watchdog =
                    Watchdog.over(process.pid(), spec.stopSignal(), spec.grace(), "watchdog of " + spec.pidFile());
            openGate(process);
            var _ = process.onExit().thenAccept(ended -> logEnd(spec, ended.exitValue()));
            return new EngineProcess(spec, process, watchdog, pidFile);
        } catch (IOException e) {
            if (process != null) {
                process.destroyForcibly();
            }
            throw new EngineException(spec.name() + " cannot be started: " + e.getMessage(), e);
        }
    }

    /** A process that a signal ended says nothing itself; its status is 128 plus the signal. */
    private static void logEnd(ProcessSpec spec, int status) {
        String line = "%s %s ended with status %d%n".formatted(Instant.now(), spec.name(), status);
        try {
            Files.writeString(spec.log(), line, StandardOpenOption.APPEND);
        } catch (IOException e) {
            // Its folder is gone with it: nobody is left to read the line.
        }
    }

    private static void openGate(Process process) throws IOException {
        OutputStream input = process.getOutputStream();
        input.write('\n');
        input.flush();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    public long pid() {
        return process.pid();
    }

    /**
     * Fails if the process has ended.
     *
     * @throws EngineException with the last lines of the log
     */
    public void requireAlive() {
        if (!process.isAlive()) {
            throw new EngineException(String.format(
                    Locale.ROOT,
                    "%s ended with status %d while it started; its log %s ends with: %s",
                    spec.name(),
                    process.exitValue(),
                    spec.log(),
                    lastLines()));
        }
    }

    private String lastLines() {
        try {
            List<String> lines = Files.readString(spec.log(), StandardCharsets.ISO_8859_1)
                    .lines()
                    .filter(line -> !line.isBlank())
                    .toList();
            return String.join(" | ", lines.subList(Math.max(0, lines.size() - 5), lines.size()));
        } catch (IOException e) {
            return "(unreadable)";
        }
    }

    /** Stops the process by its stop signal, by force after its grace period; returns when it is gone. */
    @Override
    public void close() {
        watchdog.stop();
        Duration limit = spec.grace().plusSeconds(3);
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly().waitFor(5, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        if (!process.isAlive()) {
            pidFile.delete();
        }
    }
}
