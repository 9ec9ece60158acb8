package dev.switchback.standalone.launch;

import dev.switchback.control.launch.ProcessorLauncher;
import dev.switchback.embedded.process.ChildJvm;
import dev.switchback.embedded.process.StartArchive;
import dev.switchback.standalone.UserException;
import dev.switchback.views.VersionId;
import dev.switchback.views.engines.EngineAddresses;
import dev.switchback.views.engines.KafkaAddress;
import dev.switchback.views.trust.TrustedAuthorities;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs every instance of every version's processor in a JVM of its own. A child ends with this process, however it ends: it holds the other end of a pipe and
 * leaves when that closes. Thread-safe.
 */
public final class ProcessLauncher implements ProcessorLauncher, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ProcessLauncher.class);
    private static final Duration GRACE = StartArchive.grace(Duration.ofSeconds(20));
    /** A child that died is not started again sooner than this after its last start. */
    private static final long RESTART_NANOS = TimeUnit.SECONDS.toNanos(2);
    /** What else starts with this program should have started by then. */
    private static final Duration FIRST_SPARE = Duration.ofSeconds(5);
    /** A replay's beginning should be over by then. */
    private static final Duration NEXT_SPARE = Duration.ofSeconds(30);

    private final EngineAddresses engines;
    private final Class<?> mainClass;
    private final String heap;
    private final Path logs;
    private final Path state;
    private final Optional<Spare> spare;
    private final Map<Place, Child> children = new HashMap<>();
    private final Set<VersionId> givingWay = new HashSet<>();
    private @Nullable Niceness niceness;
    private boolean closed;

    /** @param number of the instance, from 1 */
    private record Place(VersionId version, int number) {
        /** Of files and folders; that of the first is the version's alone. */
        String suffix() {
            return number == 1 ? "" : "-" + number;
        }
    }

    private record Child(Process process, long startedNanos, AtomicBoolean stopping) {}

    /**
     * @param mainClass runs the processor of a pipeline and a version's number, its arguments, and ends with this process; with
     *     {@code spare} also what {@link Spare} asks
     * @param heap largest heap of a child as the JVM's option takes it, e.g. {@code 768m}
     * @param logs folder of the children's output, one file per instance
     * @param state folder of the children's local state
     * @param spare whether a JVM is held ready for the version to come
     */
    public ProcessLauncher(
            EngineAddresses engines, Class<?> mainClass, String heap, Path logs, Path state, boolean spare) {
        this.engines = engines;
        this.mainClass = mainClass;
        this.heap = heap;
        this.logs = logs;
        this.state = state;
        this.spare = spare ? Optional.of(new Spare(logs, this::spareBuilder)) : Optional.empty();
        this.spare.ifPresent(one -> one.prepareIn(FIRST_SPARE));
    }

    @Override
    public synchronized void ensureRunning(VersionId version, int instances) {
        places(version).filter(place -> place.number > instances).forEach(this::ensureStopped);
        for (int number = 1; number <= instances; number++) {
            ensureRunning(new Place(version, number));
        }
    }

    private Stream<Place> places(VersionId version) {
        return Set.copyOf(children.keySet()).stream().filter(place -> place.version.equals(version));
    }

    private void ensureRunning(Place place) {
        Child child = children.get(place);
        if (closed || (child != null && (child.process.isAlive() || tooSoon(child)))) {
            return;
        }
        if (child != null) {
            LOG.warn(
                    "instance {} of the processor of {} ended with status {}; starting it again",
                    place.number,
                    place.version,
                    child.process.exitValue());
        }
        children.put(place, new Child(start(place), System.nanoTime(), new AtomicBoolean()));
    }

    private static boolean tooSoon(Child child) {
        return System.nanoTime() - child.startedNanos < RESTART_NANOS;
    }

    /** @param more options of the JVM */
    private List<String> command(boolean givesWay, List<String> more, List<String> arguments) {
        List<String> options = new ArrayList<>(List.of(
                "-Xmx" + heap,
                "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow"));
        options.addAll(more);
        return niceness().command(ChildJvm.command(StartArchive.PROCESSOR, mainClass, options, arguments), givesWay);
    }

    /** It gives way while it warms up, as far as that can be taken back. */
    private synchronized ProcessBuilder spareBuilder() {
        return withEnvironment(new ProcessBuilder(command(true, List.of(), Spare.arguments(logs))), state);
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
        if (changed) {
            places(version)
                    .map(children::get)
                    .filter(child -> child != null && child.process.isAlive())
                    .forEach(child -> niceness().set(child.process.toHandle(), givesWay));
        }
    }

    private Process start(Place place) {
        VersionId version = place.version;
        Path ownState = Path.of(state + place.suffix());
        Path log = logs.resolve("processor-" + version.pipeline() + "-v" + version.number() + place.suffix() + ".log");
        Optional<Process> ready = spare.flatMap(one -> one.take(SpareOrder.of(version, ownState, log)));
        spare.ifPresent(one -> one.prepareIn(NEXT_SPARE));
        if (ready.isPresent()) {
            niceness().set(ready.get().toHandle(), givingWay.contains(version));
            return ready.get();
        }
        List<String> arguments = List.of(version.pipeline(), Integer.toString(version.number()));
        boolean givesWay = givingWay.contains(version);
        List<String> options = givesWay ? niceness().jvmOptions() : List.of();
        ProcessBuilder builder = withEnvironment(new ProcessBuilder(command(givesWay, options, arguments)), ownState);
        try {
            Files.createDirectories(logs);
            return builder.redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
        } catch (IOException e) {
            throw new UserException("The processor of " + version + " cannot be started: " + e.getMessage() + ".", e);
        }
    }

    private ProcessBuilder withEnvironment(ProcessBuilder builder, Path ownState) {
        builder.environment().keySet().removeIf(name -> name.startsWith("SWITCHBACK_"));
        builder.environment().putAll(environment(engines));
        builder.environment().put("SWITCHBACK_STATE", ownState.toString());
        return builder;
    }

    /** Whether JVMs are held ready. */
    public boolean holdsSpares() {
        return spare.isPresent();
    }

    /** Process id of the one that is held ready for the version to come, warm or not; empty where there is none now. */
    public OptionalLong spare() {
        return spare.map(Spare::pid).orElse(OptionalLong.empty());
    }

    /** Whether it has done all it can do beforehand. */
    public boolean hasWarmSpare() {
        return spare.map(Spare::isWarm).orElse(false);
    }

    /** The variables that name these engines, and whom this process trusts. */
    public static Map<String, String> environment(EngineAddresses engines) {
        Map<String, String> variables = new HashMap<>(Map.of(
                EngineAddresses.KAFKA, engines.kafka(),
                EngineAddresses.POSTGRES, engines.postgres().toString(),
                EngineAddresses.CLICKHOUSE, engines.clickHouse().toString(),
                EngineAddresses.REDIS, engines.redis().toString()));
        engines.kafkaAddress().file().ifPresent(file -> variables.put(KafkaAddress.PROPERTIES, file.toString()));
        engines.registry().ifPresent(registry -> variables.putAll(registry.environment()));
        TrustedAuthorities.file().ifPresent(file -> variables.put(TrustedAuthorities.FILE, file.toString()));
        return Map.copyOf(variables);
    }

    /** Process id of a version's first child; empty where it does not run. */
    public synchronized OptionalLong pid(VersionId version) {
        return Optional.ofNullable(children.get(new Place(version, 1)))
                .filter(child -> child.process.isAlive())
                .map(child -> OptionalLong.of(child.process.pid()))
                .orElse(OptionalLong.empty());
    }

    /** Process ids of all instances of a version that run. */
    public synchronized List<Long> pids(VersionId version) {
        return places(version)
                .map(children::get)
                .filter(Objects::nonNull)
                .filter(child -> child.process.isAlive())
                .map(child -> child.process.pid())
                .toList();
    }

    @Override
    public synchronized void ensureStopped(VersionId version) {
        givingWay.remove(version);
        places(version).forEach(this::ensureStopped);
    }

    private void ensureStopped(Place place) {
        Child child = children.get(place);
        if (child == null || !child.process.isAlive()) {
            children.remove(place);
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
        children.forEach((place, child) -> {
            if (child.process.isAlive()) {
                running.add(place.version);
            }
        });
        return Set.copyOf(running);
    }

    /** Stops every child and waits for it, for a bounded time. */
    @Override
    public void close() {
        spare.ifPresent(Spare::close);
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
