package dev.switchback.standalone.launch;

import dev.switchback.control.launch.ProcessorLauncher;
import dev.switchback.processor.app.ProcessorSettings;
import dev.switchback.processor.app.VersionProcessor;
import dev.switchback.views.VersionId;
import dev.switchback.views.engines.EngineAddresses;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs every version's processor in this JVM; starting and stopping go on behind the calls. Thread-safe. */
public final class ThreadLauncher implements ProcessorLauncher, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ThreadLauncher.class);
    private static final Duration GRACE = Duration.ofSeconds(30);

    private final EngineAddresses engines;
    private final int threads;
    private final Path stateDirectory;
    private final ExecutorService starters = Executors.newThreadPerTaskExecutor(
            Thread.ofPlatform().name("launcher-", 0).daemon().factory());
    private final Map<VersionId, CompletableFuture<VersionProcessor>> started = new HashMap<>();
    private final Map<VersionId, CompletableFuture<Void>> stopping = new HashMap<>();
    private boolean closed;

    /**
     * @param threads per version
     * @param stateDirectory in which each version has a folder of its own
     */
    public ThreadLauncher(EngineAddresses engines, int threads, Path stateDirectory) {
        this.engines = engines;
        this.threads = threads;
        this.stateDirectory = stateDirectory;
    }

    @Override
    public synchronized void ensureRunning(VersionId version) {
        if (!closed && !started.containsKey(version) && !stopping.containsKey(version)) {
            CompletableFuture<VersionProcessor> start = CompletableFuture.supplyAsync(() -> start(version), starters);
            started.put(version, start);
            var _ = start.whenComplete((_, failure) -> {
                if (failure != null) {
                    LOG.error("the processor of {} did not start", version, failure);
                    forget(version, start);
                }
            });
        }
    }

    private VersionProcessor start(VersionId version) {
        String instance = "threads-" + ProcessHandle.current().pid();
        Path state = stateDirectory.resolve(version.pipeline() + "-v" + version.number());
        return VersionProcessor.start(new ProcessorSettings(engines, version, instance, threads, state));
    }

    /** So that the next call of {@link #ensureRunning} tries again. */
    private synchronized void forget(VersionId version, CompletableFuture<VersionProcessor> start) {
        started.remove(version, start);
    }

    @Override
    public synchronized void ensureStopped(VersionId version) {
        CompletableFuture<VersionProcessor> start = started.remove(version);
        if (start != null) {
            CompletableFuture<Void> stop = start.thenAcceptAsync(VersionProcessor::close, starters);
            stopping.put(version, stop);
            var _ = stop.whenComplete((_, _) -> stopped(version, stop));
        }
    }

    private synchronized void stopped(VersionId version, CompletableFuture<Void> stop) {
        stopping.remove(version, stop);
    }

    @Override
    public synchronized Set<VersionId> running() {
        Map<VersionId, Object> all = new HashMap<>(started);
        all.putAll(stopping);
        return Set.copyOf(all.keySet());
    }

    /** Stops every processor and waits for it, for a bounded time. */
    @Override
    public void close() {
        for (CompletableFuture<Void> stop : stopAll()) {
            stop.completeOnTimeout(null, GRACE.toMillis(), TimeUnit.MILLISECONDS)
                    .exceptionally(failure -> {
                        LOG.warn("a processor did not stop in order", failure);
                        return null;
                    })
                    .join();
        }
        starters.shutdown();
    }

    private synchronized List<CompletableFuture<Void>> stopAll() {
        closed = true;
        Set.copyOf(started.keySet()).forEach(this::ensureStopped);
        return List.copyOf(stopping.values());
    }
}
