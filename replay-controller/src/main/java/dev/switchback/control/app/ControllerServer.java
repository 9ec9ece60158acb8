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
import dev.switchback.views.access.AccessGuard;
import dev.switchback.views.access.RateLimit;
import dev.switchback.views.postgres.PostgresAccessStore;
import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** A running controller with its admin API. Stopping it stops no processor: the next one finds them. */
public final class ControllerServer implements AutoCloseable {
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
        return start(settings, launcher, Boundaries.NONE);
    }

    static ControllerServer start(ControllerSettings settings, ProcessorLauncher launcher, Boundaries boundaries) {
        Engines engines = new Engines(settings.engines());
        Brain brain = new Brain(engines, launcher, settings.deadlines(), Clock.systemUTC(), boundaries);
        AccessGuard guard = AccessGuard.open(new PostgresAccessStore(engines.database()));
        ApplicationContext context = context(settings, engines, brain, guard);
        try {
            guard.requireSafe(settings.host(), "SWITCHBACK_ADMIN_HOST");
            EmbeddedServer server =
                    context.start().getBean(EmbeddedServer.class).start();
            brain.start();
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

    private static ApplicationContext context(
            ControllerSettings settings, Engines engines, Brain brain, AccessGuard guard) {
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
                .singletons(beans(settings, engines, brain).toArray())
                .singletons(
                        guard,
                        new RateLimit(settings.listening().requestsPerSecond()),
                        new PostgresAccessTokens(engines.database()))
                .build();
    }

    private static List<Object> beans(ControllerSettings settings, Engines engines, Brain brain) {
        Stores stores = engines.stores();
        Deadlines deadlines = settings.deadlines();
        Clock clock = Clock.systemUTC();
        Journal journal = new PostgresJournal(engines.database());
        Lookup lookup = new Lookup(stores.catalog(), brain.replays());
        Freshness freshness = brain.freshness();
        Mirrors mirrors = new PostgresMirrors(engines.database());
        StatusReader status = new StatusReader(
                lookup, stores, brain.replays(), brain.plans(), freshness, new Audit(stores), brain.standby(), mirrors);
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
        Health health = new Health(brain::alive, engines.checks());
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
                new CheckCommand(lookup, stores.catalog(), brain.replays(), brain.plans(), replayCommands),
                pointerCommands,
                brain.standby(),
                brain.upkeep(),
                new Leftovers(
                        stores.catalog(),
                        brain.replays(),
                        brain.operations(),
                        journal,
                        engines.leftovers(),
                        Boundaries.NONE),
                mirrors,
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
                new MetricsReader(stores.catalog(), status, brain.replays()),
                new EventFeed(journal, brain.replays()),
                new LeaderGate(brain.leadership()),
                health);
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
