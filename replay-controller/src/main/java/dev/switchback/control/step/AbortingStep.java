package dev.switchback.control.step;

import dev.switchback.control.replay.Replay;
import dev.switchback.views.Slot;
import java.time.Clock;
import java.util.Map;

/** Removes what the replay built; the version can be replayed again. */
final class AbortingStep implements Step {
    private final Plans plans;
    private final Stores stores;
    private final Remains remains;
    private final Boundaries boundaries;
    private final Clock clock;

    AbortingStep(Plans plans, Stores stores, Remains remains, Boundaries boundaries, Clock clock) {
        this.plans = plans;
        this.stores = stores;
        this.remains = remains;
        this.boundaries = boundaries;
        this.clock = clock;
    }

    @Override
    public Outcome run(Replay replay) {
        Plans.Planned version = plans.of(replay.version());
        if (!remains.stopped(version)) {
            return Step.waitFor(replay, "the processor is stopping");
        }
        boundaries.pass("aborting.stopped");
        boolean groupGone = remains.remove(version, "aborting");
        boolean late = replay.deadline()
                .map(deadline -> clock.instant().isAfter(deadline))
                .orElse(true);
        if (!groupGone && !late) {
            return Step.waitFor(replay, "members are leaving the consumer group");
        }
        boolean moved = stores.catalog().moveSlot(version.id(), Slot.SHADOW, Slot.REGISTERED);
        boundaries.pass(moved ? "aborting.slot" : "aborting.slot_again");
        return new Outcome.Move(replay.toAborted(), Map.of("consumer_group_removed", groupGone));
    }
}
