package dev.switchback.standalone.launch;

import dev.switchback.control.launch.ProcessorLauncher;
import dev.switchback.embedded.process.ChildJvm;
import dev.switchback.embedded.process.StartArchive;
import dev.switchback.standalone.UserException;
import dev.switchback.views.VersionId;
import dev.switchback.views.engines.EngineAddresses;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs every version's processor in a JVM of its own. A child ends with this process, however it ends: it holds the other end of a pipe and
 * leaves when that closes. Thread-safe.
 */
public final class ProcessLauncher implements ProcessorLauncher, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ProcessLauncher.class);
    private static final Duration GRACE = StartArchive.grace(Duration.ofSeconds(20));
    /** A child that died is not started again sooner than this after its last start. */
    private static final long RESTART_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final EngineAddresses engines;
    private final Class<?> mainClass;
    private final String heap;
    private final Path logs;
    private final Path state;
    private final Map<VersionId, Child> children = new HashMap<>();
    private final Set<VersionId> givingWay = new HashSet<>();
    private @Nullable Niceness niceness;
    private boolean closed;

    private record Child(Process process, long startedNanos, AtomicBoolean stopping) {}

    /**
     * @param mainClass runs the processor of a pipeline and a version's number, its arguments, and ends with this process
     * @param heap largest heap of a child as the JVM's option takes it, e.g. {@code 768m}
     * @param logs folder of the children's output, one file per version
     * @param state folder of the children's local state
     */
    public ProcessLauncher(EngineAddresses engines, Class<?> mainClass, String heap, Path logs, Path state) {
        this.engines = engines;
        this.mainClass = mainClass;
        this.heap = heap;
        this.logs = logs;
        this.state = state;
    }

    @Override
    public synchronized void ensureRunning(VersionId version) {
        Child child = children.get(version);
        if (closed || (child != null && (child.process.isAlive() || tooSoon(child)))) {
            return;
        }
        if (child != null) {
            LOG.warn("the processor of {} ended with status {}; starting it again", version, child.process.exitValue());
        }
        children.put(version, new Child(start(version), System.nanoTime(), new AtomicBoolean()));
    }

    private static boolean tooSoon(Child child) {
        return System.nanoTime() - child.startedNanos < RESTART_NANOS;
    }

    private List<String> command(VersionId version) {
        boolean givesWay = givingWay.contains(version);
        List<String> options = new ArrayList<>(List.of(
                "-Xmx" + heap,
                "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow"));
        if (givesWay) {
            options.addAll(niceness().jvmOptions());
        }
        List<String> command = ChildJvm.command(
                StartArchive.PROCESSOR,
                mainClass,
                options,
                List.of(version.pipeline(), Integer.toString(version.number())));
        return givesWay ? niceness().command(command) : command;
    }

    private Niceness niceness() {
        Niceness known = niceness;
        if (known == null) {
            known = Niceness.probe();
            niceness = known;
        }
        return known;
    }

    @Override
    public synchronized void giveWay(VersionId version, boolean givesWay) {
        boolean changed = givesWay ? givingWay.add(version) : givingWay.remove(version);
        Child child = children.get(version);
        if (changed && child != null && child.process.isAlive()) {
            niceness().set(child.process.toHandle(), givesWay);
        }
    }

    private Process start(VersionId version) {
        ProcessBuilder builder = new ProcessBuilder(command(version));
        builder.environment().keySet().removeIf(name -> name.startsWith("SWITCHBACK_"));
        builder.environment().putAll(environment(engines));
        builder.environment().put("SWITCHBACK_STATE", state.toString());
        try {
            Files.createDirectories(logs);
            Path log = logs.resolve("processor-" + version.pipeline() + "-v" + version.number() + ".log");
            return builder.redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
        } catch (IOException e) {
            throw new UserException("The processor of " + version + " cannot be started: " + e.getMessage() + ".", e);
        }
    }

    /** The variables that name these engines. */
    public static Map<String, String> environment(EngineAddresses engines) {
        return Map.of(
                EngineAddresses.KAFKA, engines.kafka(),
                EngineAddresses.POSTGRES, engines.postgres().toString(),
                EngineAddresses.CLICKHOUSE, engines.clickHouse().toString(),
                EngineAddresses.REDIS, engines.redis().toString());
    }

    /** Process id of a version's child; empty where none runs. */
    public synchronized OptionalLong pid(VersionId version) {
        return Optional.ofNullable(children.get(version))
                .filter(child -> child.process.isAlive())
                .map(child -> OptionalLong.of(child.process.pid()))
                .orElse(OptionalLong.empty());
    }

    @Override
    public synchronized void ensureStopped(VersionId version) {
        Child child = children.get(version);
        givingWay.remove(version);
        if (child == null || !child.process.isAlive()) {
            children.remove(version);
        } else if (child.stopping.compareAndSet(false, true)) {
            stop(child.process);
        }
    }

    /** Closes the pipe, which tells the child to stop in order, and ends it if it has not after a while. */
    private static void stop(Process process) {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            LOG.debug("the child's pipe is closed already", e);
        }
        var _ = process.onExit()
                .orTimeout(GRACE.toMillis(), TimeUnit.MILLISECONDS)
                .exceptionally(_ -> {
                    LOG.warn("process {} did not stop within {}; it is ended", process.pid(), GRACE);
                    return process.destroyForcibly();
                });
    }

    @Override
    public synchronized Set<VersionId> running() {
        Set<VersionId> running = new HashSet<>();
        children.forEach((version, child) -> {
            if (child.process.isAlive()) {
                running.add(version);
            }
        });
        return Set.copyOf(running);
    }

    /** Stops every child and waits for it, for a bounded time. */
    @Override
    public void close() {
        for (Process process : stopAll()) {
            process.onExit()
                    .completeOnTimeout(process, 2 * GRACE.toMillis(), TimeUnit.MILLISECONDS)
                    .join();
        }
    }

    private synchronized List<Process> stopAll() {
        closed = true;
        Set.copyOf(children.keySet()).forEach(this::ensureStopped);
        return children.values().stream().map(Child::process).toList();
    }
}
