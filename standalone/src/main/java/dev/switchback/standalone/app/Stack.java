package dev.switchback.standalone.app;

import dev.switchback.control.app.ControllerServer;
import dev.switchback.control.app.ControllerSettings;
import dev.switchback.control.launch.ProcessorLauncher;
import dev.switchback.control.step.Deadlines;
import dev.switchback.embedded.EmbeddedEngines;
import dev.switchback.embedded.EmbeddedSettings;
import dev.switchback.embedded.Engine;
import dev.switchback.migrations.Migrations;
import dev.switchback.query.app.QueryServer;
import dev.switchback.query.app.QueryServerSettings;
import dev.switchback.standalone.UserException;
import dev.switchback.standalone.launch.MixedLauncher;
import dev.switchback.standalone.launch.ProcessLauncher;
import dev.switchback.standalone.launch.ThreadLauncher;
import dev.switchback.views.VersionId;
import dev.switchback.views.access.Listening;
import dev.switchback.views.engines.EngineAddresses;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Everything on one machine, running: engines, controller with its launcher, query servers. Closing stops all in order. */
public final class Stack implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Stack.class);
    private static final Duration SPARE_PATIENCE = Duration.ofMinutes(1);

    /** Largest heap of a processor's JVM, with the launcher of processes. */
    public static final String PROCESSOR_HEAP = "768m";

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final Optional<EmbeddedEngines> embedded;
    private final EngineAddresses engines;
    private final ProcessorLauncher launcher;
    private final ControllerServer controller;
    private final List<QueryServer> queryServers = new ArrayList<>();

    private Stack(StackSettings settings, Consumer<String> progress) {
        try {
            progress.accept("Starting " + words(settings.embedded()));
            embedded = startEngines(settings);
            engines = settings.addresses(embedded);
            progress.accept("Migrating PostgreSQL and ClickHouse");
            Migrations.run(engines.postgres(), engines.clickHouse());
            progress.accept("Starting the replay controller and " + settings.queryServers() + " query server"
                    + (settings.queryServers() == 1 ? "" : "s"));
            launcher = startLauncher(settings);
            controller = keep(ControllerServer.start(
                    new ControllerSettings(
                            engines,
                            settings.host(),
                            settings.adminPort(),
                            ControllerSettings.defaultLiveShards(engines),
                            Deadlines.DEFAULT,
                            Listening.PLAIN,
                            settings.instances()),
                    launcher));
            for (int i = 0; i < settings.queryServers(); i++) {
                queryServers.add(keep(
                        QueryServer.start(new QueryServerSettings(engines, settings.host(), settings.queryPort(i)))));
            }
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /**
     * Starts everything and waits until it answers.
     *
     * @param progress told in a few words what comes next
     * @throws UserException or {@link dev.switchback.embedded.EngineException} with what is wrong; whatever was started is stopped again
     */
    public static Stack start(StackSettings settings, Consumer<String> progress) {
        return new Stack(settings, progress);
    }

    private Optional<EmbeddedEngines> startEngines(StackSettings settings) {
        Set<Engine> wanted = settings.embedded();
        if (wanted.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                keep(EmbeddedEngines.start(new EmbeddedSettings(settings.data(), wanted, settings.kafkaPort()))));
    }

    /**
     * Starts embedded engines again whose process has died; the services wait for them meanwhile.
     *
     * @return a few words on those that were; empty where all are well
     * @throws dev.switchback.embedded.EngineException if one cannot start any more
     */
    String reviveEngines() {
        Set<Engine> revived = embedded.map(EmbeddedEngines::revive).orElse(Set.of());
        return revived.isEmpty() ? "" : words(revived);
    }

    private ProcessorLauncher startLauncher(StackSettings settings) {
        return switch (settings.launcher()) {
            case THREADS -> keep(threads(settings));
            case PROCESSES -> keep(processes(settings, settings.spare()));
            case BOTH -> keep(new MixedLauncher(threads(settings), processes(settings, false)));
            case EXTERNAL, KUBERNETES ->
                throw new UserException(
                        Configuration.LAUNCHER
                                + " is 'external' or 'kubernetes', which is for serve replay-controller; here it may be 'threads' or 'processes'.");
        };
    }

    private ThreadLauncher threads(StackSettings settings) {
        return new ThreadLauncher(
                engines, settings.processorThreads(), settings.data().resolve("state"));
    }

    private ProcessLauncher processes(StackSettings settings, boolean spare) {
        return new ProcessLauncher(
                engines,
                ProcessorChild.class,
                PROCESSOR_HEAP,
                settings.data().resolve("logs"),
                settings.data().resolve("state"),
                spare);
    }

    private static String words(Set<Engine> engines) {
        if (engines.isEmpty()) {
            return "with the engines that the environment names";
        }
        List<String> names = EnumSet.copyOf(engines).stream()
                .map(engine -> switch (engine) {
                    case KAFKA -> "Kafka";
                    case POSTGRES -> "PostgreSQL";
                    case CLICKHOUSE -> "ClickHouse";
                    case REDIS -> "Redis";
                })
                .toList();
        return String.join(", ", names);
    }

    private <T extends AutoCloseable> T keep(T part) {
        parts.push(part);
        return part;
    }

    public EngineAddresses engines() {
        return engines;
    }

    /** Process id of the JVM that runs a version; empty where none does. */
    public OptionalLong processorPid(VersionId version) {
        return switch (launcher) {
            case ProcessLauncher processes -> processes.pid(version);
            case ProcessorLauncher inThisJvm ->
                OptionalLong.of(ProcessHandle.current().pid());
        };
    }

    /** Waits until the JVM for the version to come has warmed up, where one is held ready; not longer than a minute. */
    public void awaitSpare() {
        long deadline = System.nanoTime() + SPARE_PATIENCE.toNanos();
        while (launcher instanceof ProcessLauncher processes
                && processes.holdsSpares()
                && !processes.hasWarmSpare()
                && System.nanoTime() < deadline) {
            LockSupport.parkNanos(100_000_000L);
        }
    }

    public URI adminUrl() {
        return url(controller.port());
    }

    public List<URI> queryUrls() {
        return queryServers.stream().map(server -> url(server.port())).toList();
    }

    private static URI url(int port) {
        return URI.create("http://localhost:" + port);
    }

    /** Stops the query servers, the controller, the processors and the engines, in this order; safe to call again. */
    @Override
    public void close() {
        // Last started, first stopped; a part that does not stop must not keep the others alive.
        while (!parts.isEmpty()) {
            AutoCloseable part = parts.pop();
            try {
                part.close();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                LOG.warn("interrupted while stopping {}", part.getClass().getSimpleName());
            } catch (Exception e) {
                LOG.warn("stopping {} failed", part.getClass().getSimpleName(), e);
            }
        }
    }
}
