package dev.switchback.standalone.launch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A JVM that was started, and has warmed up, before it is known for which version (ADR 196). There is at most one; the next is made some time
 * after it was taken, when a replay's beginning is over. Where there is none yet, or it has died, a version starts as ever. Thread-safe.
 */
final class Spare implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Spare.class);
    private final Supplier<ProcessBuilder> builder;
    private final Path log;
    private final Path warm;
    private @Nullable Process process;
    private boolean closed;

    /**
     * @param logs folder of its log, until it is taken
     * @param builder of its process, output left to this
     */
    Spare(Path logs, Supplier<ProcessBuilder> builder) {
        this.builder = builder;
        this.log = logs.resolve("processor-spare.log");
        this.warm = warmFile(logs);
    }

    private static Path warmFile(Path logs) {
        return logs.resolve("processor-spare.warm");
    }

    /** Arguments of the main class. */
    static List<String> arguments(Path logs) {
        return List.of(SpareOrder.ARGUMENT, warmFile(logs).toString());
    }

    /** Makes one after a while, unless there is one then. */
    void prepareIn(Duration delay) {
        CompletableFuture.delayedExecutor(delay.toMillis(), TimeUnit.MILLISECONDS)
                .execute(this::prepare);
    }

    private synchronized void prepare() {
        if (closed || (process != null && process.isAlive())) {
            return;
        }
        try {
            Files.createDirectories(log.toAbsolutePath().getParent());
            Files.deleteIfExists(warm);
            process = builder.get()
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
        } catch (IOException e) {
            LOG.warn("no spare processor could be started: {}", e.getMessage());
        }
    }

    /** Process id of the one that waits; empty where there is none. */
    synchronized OptionalLong pid() {
        return process != null && process.isAlive() ? OptionalLong.of(process.pid()) : OptionalLong.empty();
    }

    /** Whether it has done all it can do beforehand. */
    synchronized boolean isWarm() {
        return pid().isPresent() && Files.exists(warm);
    }

    /** Gives it an order; empty where there is none to take it. */
    synchronized Optional<Process> take(SpareOrder order) {
        Process taken = process;
        process = null;
        if (closed || taken == null || !taken.isAlive()) {
            return Optional.empty();
        }
        try {
            keepOutput(Path.of(order.log()));
            // It stays open: the child ends with it.
            taken.getOutputStream().write((order.line() + "\n").getBytes(StandardCharsets.UTF_8));
            taken.getOutputStream().flush();
            return Optional.of(taken);
        } catch (IOException e) {
            LOG.warn("the spare processor took no order: {}", e.getMessage());
            taken.destroyForcibly();
            return Optional.empty();
        }
    }

    /** What it wrote so far, and what its JVM may write at a bad end, belongs to the version's log where that is new. */
    private void keepOutput(Path versionLog) throws IOException {
        if (Files.exists(log) && Files.notExists(versionLog)) {
            Files.move(log, versionLog);
        }
    }

    /** Ends it, and makes none any more. */
    @Override
    public synchronized void close() {
        closed = true;
        if (process != null) {
            process.destroyForcibly();
            process = null;
        }
    }
}
