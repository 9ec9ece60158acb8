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
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs every instance of every version's processor in this JVM; starting and stopping go on behind the calls. Thread-safe. */
public final class ThreadLauncher implements ProcessorLauncher, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ThreadLauncher.class);
    private static final Duration GRACE = Duration.ofSeconds(30);

    private final EngineAddresses engines;
    private final int threads;
    private final Path stateDirectory;
    private final ExecutorService starters = Executors.newThreadPerTaskExecutor(
            Thread.ofPlatform().name("launcher-", 0).daemon().factory());
    private final Map<Place, CompletableFuture<VersionProcessor>> started = new HashMap<>();
    private final Map<Place, CompletableFuture<Void>> stopping = new HashMap<>();
    private boolean closed;

    /** @param number of the instance, from 1 */
    private record Place(VersionId version, int number) {
        /** The first instance's names are the version's alone. */
        String suffix() {
            return number == 1 ? "" : "-" + number;
        }
    }

    /**
     * @param threads per instance
     * @param stateDirectory in which each instance has a folder of its own
     */
    public ThreadLauncher(EngineAddresses engines, int threads, Path stateDirectory) {
        this.engines = engines;
        this.threads = threads;
        this.stateDirectory = stateDirectory;
    }

    @Override
    public synchronized void ensureRunning(VersionId version, int instances) {
        places(version).filter(place -> place.number > instances).forEach(this::ensureStopped);
        for (int number = 1; number <= instances; number++) {
            ensureRunning(new Place(version, number));
        }
    }

    private Stream<Place> places(VersionId version) {
        return Set.copyOf(started.keySet()).stream().filter(place -> place.version.equals(version));
    }

    private void ensureRunning(Place place) {
        if (!closed && !started.containsKey(place) && !stopping.containsKey(place)) {
            CompletableFuture<VersionProcessor> start = CompletableFuture.supplyAsync(() -> start(place), starters);
            started.put(place, start);
            var _ = start.whenComplete((_, failure) -> {
                if (failure != null) {
                    LOG.error("the processor of {} did not start", place.version, failure);
                    forget(place, start);
                }
            });
        }
    }

    private VersionProcessor start(Place place) {
        VersionId version = place.version;
        String instance = "threads-" + ProcessHandle.current().pid() + place.suffix();
        Path state = stateDirectory.resolve(version.pipeline() + "-v" + version.number() + place.suffix());
        return VersionProcessor.start(new ProcessorSettings(engines, version, instance, threads, state));
    }

    /** So that the next call of {@link #ensureRunning} tries again. */
    private synchronized void forget(Place place, CompletableFuture<VersionProcessor> start) {
        started.remove(place, start);
    }

    @Override
    public synchronized void ensureStopped(VersionId version) {
        places(version).forEach(this::ensureStopped);
    }

    private void ensureStopped(Place place) {
        CompletableFuture<VersionProcessor> start = started.remove(place);
        if (start != null) {
            CompletableFuture<Void> stop = start.thenAcceptAsync(VersionProcessor::close, starters);
            stopping.put(place, stop);
            var _ = stop.whenComplete((_, _) -> stopped(place, stop));
        }
    }

    private synchronized void stopped(Place place, CompletableFuture<Void> stop) {
        stopping.remove(place, stop);
    }

    @Override
    public synchronized Set<VersionId> running() {
        return Stream.concat(started.keySet().stream(), stopping.keySet().stream())
                .map(Place::version)
                .collect(Collectors.toUnmodifiableSet());
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
