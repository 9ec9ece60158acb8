package dev.switchback.control.step;

import dev.switchback.control.launch.Instances;
import dev.switchback.control.launch.ProcessorLauncher;
import dev.switchback.control.replay.Failure;
import dev.switchback.control.replay.Fence;
import dev.switchback.control.replay.Replay;
import dev.switchback.views.Slot;
import java.time.Clock;
import java.util.Optional;

/**
 * Makes tables and ledger rows anew and starts the processor. It begins by removing what an earlier attempt left, so that a version replayed
 * again after a failure, and a step repeated after a crash, both start from nothing.
 */
public final class ProvisioningStep implements Step {
    private final Plans plans;
    private final Stores stores;
    private final Remains remains;
    private final ProcessorLauncher launcher;
    private final Courtesy courtesy;
    private final Instances instances;
    private final Boundaries boundaries;
    private final Clock clock;

    public ProvisioningStep(
            Plans plans,
            Stores stores,
            Remains remains,
            ProcessorLauncher launcher,
            Courtesy courtesy,
            Instances instances,
            Boundaries boundaries,
            Clock clock) {
        this.plans = plans;
        this.stores = stores;
        this.remains = remains;
        this.launcher = launcher;
        this.courtesy = courtesy;
        this.instances = instances;
        this.boundaries = boundaries;
        this.clock = clock;
    }

    @Override
    public Outcome run(Replay replay) {
        Plans.Planned version = plans.of(replay.version());
        Slot slot = version.version().slot();
        if (slot != Slot.REGISTERED && slot != Slot.SHADOW) {
            return Step.fail(
                    replay,
                    Failure.Code.INTERNAL,
                    "The version is " + slot.word() + "; only a registered one can be built.");
        }
        if (!remains.stopped(version)) {
            return Step.waitFor(replay, "an earlier processor of the version is stopping");
        }
        if (!remains.unread(version, "provisioning")) {
            return Step.waitFor(replay, "queries of an earlier build are running out");
        }
        // A group that still has members does no harm: the ledger says where a processor begins.
        var _ = remains.remove(version, "provisioning");
        if (!remains.removeSessions(version)) {
            return Step.waitFor(replay, "topics of an earlier build's sessions are being removed");
        }
        Fence fence = replay.fence().orElseThrow();
        stores.history().provision(version.id(), version.plan());
        boundaries.pass("provisioning.tables");
        stores.ledger()
                .create(version.id(), fence.starts(), version.plan().views().size());
        boundaries.pass("provisioning.rows");
        boolean moved = stores.catalog().moveSlot(version.id(), Slot.REGISTERED, Slot.SHADOW);
        boundaries.pass(moved ? "provisioning.shadow" : "provisioning.shadow_again");
        courtesy.keep(replay);
        launcher.ensureRunning(version.id(), instances.of(version.id(), Optional.of(replay)));
        boundaries.pass("provisioning.launched");
        return new Outcome.Move(replay.toReplaying(clock.instant()));
    }
}
