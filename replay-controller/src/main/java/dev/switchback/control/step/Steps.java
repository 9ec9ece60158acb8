package dev.switchback.control.step;

import dev.switchback.control.launch.Instances;
import dev.switchback.control.launch.ProcessorLauncher;
import dev.switchback.control.preflight.Preflight;
import dev.switchback.control.replay.Replay;
import dev.switchback.control.replay.ReplayState;
import dev.switchback.control.source.SourceLog;
import java.time.Clock;
import java.util.EnumMap;
import java.util.Map;

/** The step of every state. One call per version at a time. */
public final class Steps {
    private final Map<ReplayState, Step> steps = new EnumMap<>(ReplayState.class);

    public Steps(
            Stores stores,
            Plans plans,
            SourceLog log,
            ProcessorLauncher launcher,
            Instances instances,
            LagClock lagClock,
            Preflight preflight,
            Judges judges,
            Deadlines deadlines,
            Clock clock,
            Boundaries boundaries) {
        Remains remains = new Remains(stores, log, launcher, boundaries);
        ProgressGauge gauge = new ProgressGauge(plans, stores, log, clock);
        Orders orders = new Orders(stores.board());
        Courtesy courtesy = new Courtesy(launcher, stores.pointer());
        Governor governor = new Governor(new ActiveFreshness(plans, stores, lagClock));
        steps.put(
                ReplayState.REQUESTED,
                replay ->
                        new Step.Outcome.Move(replay.toPreflight(clock.instant().plus(deadlines.preflight()))));
        steps.put(ReplayState.PREFLIGHT, new PreflightStep(plans, preflight, stores.pointer(), deadlines, clock));
        steps.put(
                ReplayState.PROVISIONING,
                new ProvisioningStep(plans, stores, remains, launcher, courtesy, instances, boundaries, clock));
        steps.put(ReplayState.REPLAYING, new ReplayingStep(gauge, orders, governor, courtesy, deadlines, clock));
        steps.put(
                ReplayState.CATCHING_UP,
                new CatchingUpStep(plans, stores, gauge, lagClock, orders, governor, courtesy, deadlines, clock));
        steps.put(ReplayState.VERIFYING, new VerifyingStep(plans, new Audit(stores), orders, judges, deadlines, clock));
        steps.put(ReplayState.READY, new ReadyStep(gauge, stores.pointer(), deadlines, clock));
        Barrier barrier = new Barrier(stores.pointer(), deadlines.hold(), boundaries, BarrierClock.SYSTEM);
        steps.put(ReplayState.SWITCHING, new SwitchingStep(plans, stores, barrier, boundaries, clock));
        steps.put(ReplayState.PAUSED, replay -> {
            orders.ensure(replay.version(), Orders.PAUSED);
            return new Step.Outcome.Wait(replay);
        });
        Removal removal = new Removal(plans, stores.catalog(), remains, boundaries, deadlines, clock);
        steps.put(ReplayState.ABORTING, removal.step("aborting", Replay::toAborted));
        steps.put(ReplayState.CLEARING, removal.step("clearing", Replay::cleared));
    }

    /** Runs the step of the replay's state; a state without one waits. */
    public Step.Outcome run(Replay replay) {
        return steps.getOrDefault(replay.state(), Step.Outcome.Wait::new).run(replay);
    }
}
