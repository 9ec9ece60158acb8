package dev.switchback.control.app;

import dev.switchback.control.api.EventFeed;
import dev.switchback.control.api.Health;
import dev.switchback.control.api.LeaderGate;
import dev.switchback.control.command.CheckCommand;
import dev.switchback.control.command.DiffCommand;
import dev.switchback.control.command.Freshness;
import dev.switchback.control.command.Lookup;
import dev.switchback.control.command.PointerCommands;
import dev.switchback.control.command.Registrations;
import dev.switchback.control.command.ReplayCommands;
import dev.switchback.control.command.RetireCommand;
import dev.switchback.control.journal.Journal;
import dev.switchback.control.launch.ProcessorLauncher;
import dev.switchback.control.leftover.Leftovers;
import dev.switchback.control.postgres.PostgresAccessTokens;
import dev.switchback.control.postgres.PostgresJournal;
import dev.switchback.control.postgres.PostgresMirrors;
import dev.switchback.control.replay.Mirrors;
import dev.switchback.control.status.MetricsReader;
import dev.switchback.control.status.StatusReader;
import dev.switchback.control.step.Audit;
import dev.switchback.control.step.Boundaries;
import dev.switchback.control.step.Deadlines;
import dev.switchback.control.step.Stores;
import dev.switchback.views.StoreDeniedException;
import dev.switchback.views.StoreException;
import dev.switchback.views.StoreUnavailableException;
import dev.switchback.views.access.AccessGuard;
import dev.switchback.views.access.RateLimit;
import dev.switchback.views.engines.PostgresAddress;
import dev.switchback.views.postgres.PostgresAccessStore;
import dev.switchback.views.postgres.PostgresRole;
import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running controller with its admin API. Stopping it stops no processor: the next one finds them. */
public final class ControllerServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ControllerServer.class);
    private static final Duration PATIENCE_FOR_LEAD = Duration.ofSeconds(2);

    private final Engines engines;
    private final Brain brain;
    private final ApplicationContext context;
    private final EmbeddedServer server;
    private final AccessGuard guard;

    private ControllerServer(
            Engines engines, Brain brain, ApplicationContext context, EmbeddedServer server, AccessGuard guard) {
        this.engines = engines;
        this.brain = brain;
        this.context = context;
        this.server = server;
        this.guard = guard;
    }

    /**
     * Starts a controller; it seeks the lead and, while another one has it, serves reads. The schema has to be there
     * ({@code Migrations.run}). Returns when the port answers and this controller leads, or two seconds have passed.
     *
     * @param launcher stays the caller's to close
     * @throws IllegalArgumentException where others could reach it and there are no tokens
     */
    public static ControllerServer start(ControllerSettings settings, ProcessorLauncher launcher) {
        return start(settings, Launch.of(launcher), Boundaries.NONE);
    }

    /** The same, with what belongs to the launcher. */
    public static ControllerServer start(ControllerSettings settings, Launch launch) {
        return start(settings, launch, Boundaries.NONE);
    }

    static ControllerServer start(ControllerSettings settings, ProcessorLauncher launcher, Boundaries boundaries) {
        return start(settings, Launch.of(launcher), boundaries);
    }

    private static ControllerServer start(ControllerSettings settings, Launch launch, Boundaries boundaries) {
        Engines engines = new Engines(settings.engines());
        Brain brain = new Brain(
                engines, launch.launcher(), settings.instances(), settings.deadlines(), Clock.systemUTC(), boundaries);
        AccessGuard guard = AccessGuard.open(new PostgresAccessStore(engines.database()));
        ApplicationContext context = context(settings, engines, launch, brain, guard);
        try {
            guard.requireSafe(settings.host(), "SWITCHBACK_ADMIN_HOST");
            EmbeddedServer server =
                    context.start().getBean(EmbeddedServer.class).start();
            brain.start();
            warnOfLoss(settings, engines);
            long end = System.nanoTime() + PATIENCE_FOR_LEAD.toNanos();
            while (!brain.leadership().leading() && System.nanoTime() - end < 0) {
                LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
            }
            return new ControllerServer(engines, brain, context, server, guard);
        } catch (RuntimeException e) {
            context.close();
            guard.close();
            engines.close();
            throw e;
        }
    }

    /** Where a fail-over is meant to happen, it should lose nothing. */
    private static void warnOfLoss(ControllerSettings settings, Engines engines) {
        try {
            if (PostgresAddress.of(settings.engines().postgres()).failsOver()
                    && !PostgresRole.replicatesSynchronously(engines.database())) {
                LOG.warn("PostgreSQL has several servers and no synchronous standby: a fail-over may lose switches and"
                        + " counts that were committed. Set synchronous_standby_names (docs/cluster.md).");
            }
        } catch (StoreUnavailableException | StoreException e) {
            LOG.debug("PostgreSQL's replication could not be looked at", e);
        }
    }

    private static ApplicationContext context(
            ControllerSettings settings, Engines engines, Launch launch, Brain brain, AccessGuard guard) {
        return ApplicationContext.builder()
                .banner(false)
                .deduceEnvironment(false)
                .deduceCloudEnvironment(false)
                .properties(Map.of(
                        "switchback.service",
                        "replay-controller",
                        "micronaut.application.name",
                        "replay-controller",
                        "micronaut.server.host",
                        settings.host(),
                        "micronaut.server.max-request-size",
                        // Jars are read as streams and have a limit of their own; all other bodies are held in memory.
                        "17MB",
                        "micronaut.server.max-request-buffer-size",
                        "1MB",
                        "micronaut.server.server-header",
                        "switchback"))
                .properties(settings.listening().server(settings.port()))
                .singletons(beans(settings, engines, launch, brain).toArray())
                .singletons(
                        guard,
                        new RateLimit(settings.listening().requestsPerSecond()),
                        new PostgresAccessTokens(engines.database()))
                .build();
    }

    private static List<Object> beans(ControllerSettings settings, Engines engines, Launch launch, Brain brain) {
        Stores stores = engines.stores();
        Deadlines deadlines = settings.deadlines();
        Clock clock = Clock.systemUTC();
        Journal journal = new PostgresJournal(engines.database());
        Lookup lookup = new Lookup(stores.catalog(), brain.replays());
        Freshness freshness = brain.freshness();
        Mirrors mirrors = new PostgresMirrors(engines.database());
        StatusReader status = new StatusReader(
                lookup,
                stores,
                brain.replays(),
                brain.plans(),
                freshness,
                new Audit(stores),
                brain.standby(),
                mirrors,
                brain.instances());
        ReplayCommands replayCommands = new ReplayCommands(lookup, brain.replays(), brain.wakeup(), deadlines, clock);
        PointerCommands pointerCommands = new PointerCommands(
                lookup,
                brain.replays(),
                brain.operations(),
                replayCommands,
                stores.pointer(),
                brain.standbyFreshness(),
                freshness,
                brain.wakeup(),
                deadlines,
                clock);
        Map<String, BooleanSupplier> checks = together(engines.checks(), launch.checks());
        checks.computeIfPresent("kafka", (_, check) -> () -> {
            brain.watch().refusal().or(engines.log()::refusal).ifPresent(sentence -> {
                throw new StoreDeniedException(sentence, null);
            });
            return check.getAsBoolean();
        });
        Health health = new Health(brain::alive, checks);
        return List.of(
                stores.catalog(),
                stores.history(),
                brain.replays(),
                journal,
                lookup,
                status,
                brain.preflight(),
                brain.plans(),
                replayCommands,
                new CheckCommand(lookup, stores.catalog(), brain.replays(), replayCommands),
                pointerCommands,
                brain.standby(),
                brain.upkeep(),
                new Leftovers(
                        stores.catalog(),
                        brain.replays(),
                        brain.operations(),
                        journal,
                        Stream.concat(engines.leftovers().stream(), launch.leftovers().stream())
                                .toList(),
                        Boundaries.NONE),
                mirrors,
                brain.instanceOrders(),
                brain.instances(),
                brain.wakeup(),
                new RetireCommand(lookup, brain.replays(), brain.operations(), stores.pointer(), brain.wakeup(), clock),
                new Registrations(
                        stores.catalog(),
                        engines.jars(),
                        engines.schemas(),
                        brain.plans(),
                        journal,
                        settings.liveShards()),
                engines.jars(),
                new DiffCommand(lookup, brain.plans(), brain.cuts(), brain.differ()),
                new MetricsReader(status, brain.replays()),
                new EventFeed(journal, brain.replays()),
                new LeaderGate(brain.leadership()),
                health);
    }

    private static Map<String, BooleanSupplier> together(
            Map<String, BooleanSupplier> engines, Map<String, BooleanSupplier> launcher) {
        Map<String, BooleanSupplier> all = new LinkedHashMap<>(engines);
        all.putAll(launcher);
        return all;
    }

    /** Where the admin API listens. */
    public int port() {
        return server.getPort();
    }

    /** Whether this controller acts. */
    public boolean leading() {
        return brain.leadership().leading();
    }

    /** Stops after the step at hand; what is under way goes on in the next controller. */
    @Override
    public void close() {
        brain.close();
        context.close();
        guard.close();
        engines.close();
    }
}
