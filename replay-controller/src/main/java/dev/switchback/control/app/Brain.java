package dev.switchback.control.app;

import dev.switchback.control.command.Freshness;
import dev.switchback.control.command.StandbyFreshness;
import dev.switchback.control.diff.CutQueries;
import dev.switchback.control.diff.Cuts;
import dev.switchback.control.diff.Differ;
import dev.switchback.control.launch.InstanceOrders;
import dev.switchback.control.launch.Instances;
import dev.switchback.control.launch.ProcessorLauncher;
import dev.switchback.control.loop.ControlLoop;
import dev.switchback.control.loop.LogWatch;
import dev.switchback.control.loop.OperationDriver;
import dev.switchback.control.loop.Reconciler;
import dev.switchback.control.loop.ReplayDriver;
import dev.switchback.control.loop.Wakeup;
import dev.switchback.control.operation.OperationStore;
import dev.switchback.control.postgres.PostgresInstanceOrders;
import dev.switchback.control.postgres.PostgresJournal;
import dev.switchback.control.postgres.PostgresLeadership;
import dev.switchback.control.postgres.PostgresOperationStore;
import dev.switchback.control.postgres.PostgresPastReplays;
import dev.switchback.control.postgres.PostgresReplayStore;
import dev.switchback.control.postgres.PostgresStandbyStore;
import dev.switchback.control.preflight.Preflight;
import dev.switchback.control.replay.ReplayStore;
import dev.switchback.control.standby.StandbyStore;
import dev.switchback.control.step.Boundaries;
import dev.switchback.control.step.Deadlines;
import dev.switchback.control.step.GateKeeper;
import dev.switchback.control.step.Judges;
import dev.switchback.control.step.LagClock;
import dev.switchback.control.step.OperationStep;
import dev.switchback.control.step.Plans;
import dev.switchback.control.step.Remains;
import dev.switchback.control.step.SelfCheck;
import dev.switchback.control.step.Steps;
import dev.switchback.control.step.Stores;
import dev.switchback.control.upkeep.StandbyKeeper;
import dev.switchback.control.upkeep.Upkeep;
import dev.switchback.views.VersionId;
import dev.switchback.views.ledger.CutLedger;
import dev.switchback.views.planning.VersionPlanner;
import java.time.Clock;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The part of a controller that acts: the lead, the event loop and the watch over the log. */
final class Brain implements AutoCloseable {
    /** For a view; below the minute after which the client hangs up. */
    private static final Duration CALLERS_LIMIT = Duration.ofSeconds(55);
    /** For a view, where nobody waits at a terminal. */
    private static final Duration GATES_LIMIT = Duration.ofMinutes(10);

    private static final Logger LOG = LoggerFactory.getLogger(Brain.class);

    private final Stores stores;
    private final Plans plans;
    private final Preflight preflight;
    private final LagClock lagClock = new LagClock();
    private final Wakeup wakeup = new Wakeup();
    private final Freshness freshness;
    private final StandbyFreshness standbyFreshness;
    private final StandbyStore standby;
    private final Upkeep upkeep;
    private final Cuts cuts;
    private final Differ differ;
    private final ReplayStore replays;
    private final OperationStore operations;
    private final LogWatch watch;
    private final PostgresLeadership leadership;
    private final InstanceOrders instanceOrders;
    private final Instances instances;
    private final ControlLoop loop;
    private volatile boolean alive = true;

    /** With one instance of each version's processor. */
    Brain(Engines engines, ProcessorLauncher launcher, Deadlines deadlines, Clock clock, Boundaries boundaries) {
        this(engines, launcher, 1, deadlines, clock, boundaries);
    }

    /** @param standard instances of a version's processor where nobody asks for a number */
    Brain(
            Engines engines,
            ProcessorLauncher launcher,
            int standard,
            Deadlines deadlines,
            Clock clock,
            Boundaries boundaries) {
        this.stores = engines.stores();
        this.plans = new Plans(stores.catalog(), new VersionPlanner(engines.jars()));
        this.replays = new PostgresReplayStore(engines.database());
        this.operations = new PostgresOperationStore(engines.database());
        this.watch = new LogWatch(stores.catalog(), plans, engines.log(), lagClock);
        this.freshness = new Freshness(
                plans, version -> stores.held(version, plans.of(version).plan()), watch, lagClock);
        this.standbyFreshness = new StandbyFreshness(stores.board(), freshness);
        this.standby = new PostgresStandbyStore(engines.database());
        this.leadership = new PostgresLeadership(engines.leadershipDatabase(), wakeup::call);
        this.preflight = new Preflight(
                engines.log(),
                stores.pointer(),
                engines.historySpace(),
                engines.liveSpace(),
                new PostgresPastReplays(engines.database()),
                clock);
        CutLedger ledger = engines.cuts();
        this.cuts = new Cuts(ledger, this::makeTablesOfCuts, new PostgresJournal(engines.database()));
        this.differ =
                new Differ(new CutQueries(engines.historyQueries(), ledger, CALLERS_LIMIT), stores.ledger(), clock);
        Differ patient =
                new Differ(new CutQueries(engines.patientQueries(), ledger, GATES_LIMIT), stores.ledger(), clock);
        Judges judges = new Judges(
                new GateKeeper(plans, stores.pointer(), cuts, patient, engines.historyQueries()),
                new SelfCheck(plans, cuts, patient));
        this.instanceOrders = new PostgresInstanceOrders(engines.database());
        this.instances = new Instances(instanceOrders, standard);
        Steps steps = new Steps(
                stores,
                plans,
                engines.log(),
                launcher,
                instances,
                lagClock,
                preflight,
                judges,
                deadlines,
                clock,
                boundaries);
        Remains remains = new Remains(stores, engines.log(), launcher, boundaries);
        this.upkeep = new Upkeep(
                new StandbyKeeper(
                        stores,
                        standby,
                        operations,
                        engines.reports(),
                        freshness,
                        standbyFreshness,
                        deadlines,
                        clock,
                        boundaries),
                wakeup);
        this.loop = new ControlLoop(
                leadership,
                replays,
                operations,
                new ReplayDriver(replays, steps, deadlines, clock, boundaries),
                new OperationDriver(
                        operations,
                        new OperationStep(plans, stores, remains, deadlines, clock, boundaries),
                        boundaries),
                new Reconciler(stores, replays, plans, watch, launcher, instances),
                upkeep,
                wakeup,
                this::die);
    }

    private void makeTablesOfCuts(VersionId version) {
        stores.history().provisionCuts(version, plans.of(version).plan());
    }

    void start() {
        watch.start();
        leadership.start();
        loop.start();
    }

    /** An error that nobody expects ends the loop; the lead goes to another controller, and health says DOWN. */
    private void die(Throwable error) {
        LOG.error("The controller's event loop ended; this controller gives up its lead", error);
        alive = false;
        leadership.close();
    }

    boolean alive() {
        return alive;
    }

    Plans plans() {
        return plans;
    }

    Cuts cuts() {
        return cuts;
    }

    Differ differ() {
        return differ;
    }

    Preflight preflight() {
        return preflight;
    }

    LagClock lagClock() {
        return lagClock;
    }

    Wakeup wakeup() {
        return wakeup;
    }

    Freshness freshness() {
        return freshness;
    }

    StandbyFreshness standbyFreshness() {
        return standbyFreshness;
    }

    Upkeep upkeep() {
        return upkeep;
    }

    StandbyStore standby() {
        return standby;
    }

    ReplayStore replays() {
        return replays;
    }

    OperationStore operations() {
        return operations;
    }

    InstanceOrders instanceOrders() {
        return instanceOrders;
    }

    Instances instances() {
        return instances;
    }

    LogWatch watch() {
        return watch;
    }

    PostgresLeadership leadership() {
        return leadership;
    }

    @Override
    public void close() {
        loop.close();
        leadership.close();
        watch.close();
    }
}
