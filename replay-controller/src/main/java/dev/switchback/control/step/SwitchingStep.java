package dev.switchback.control.step;

import dev.switchback.control.replay.Replay;
import java.time.Clock;
import java.util.Map;

/** Moves the active pointer to the version and lets the stable views follow; gives up cleanly at its deadline. */
final class SwitchingStep implements Step {
    private final Plans plans;
    private final Stores stores;
    private final Barrier barrier;
    private final Boundaries boundaries;
    private final Clock clock;

    SwitchingStep(Plans plans, Stores stores, Barrier barrier, Boundaries boundaries, Clock clock) {
        this.plans = plans;
        this.stores = stores;
        this.barrier = barrier;
        this.boundaries = boundaries;
        this.clock = clock;
    }

    @Override
    public Outcome run(Replay replay) {
        long planned = replay.plannedEpoch().orElseThrow();
        return switch (barrier.move(replay.version(), planned, "switching")) {
            case Barrier.Outcome.Moved moved -> {
                boundaries.pass("switching.flipped");
                Plans.Planned version = plans.of(replay.version());
                stores.history().follow(version.id(), version.plan());
                boundaries.pass("switching.followed");
                yield new Outcome.Move(replay.toDone(), moved.detail());
            }
            case Barrier.Outcome.NotYet notYet ->
                late(replay)
                        ? back(
                                replay,
                                "Not every query server answered in time; the switch was given up. Order it again.")
                        : Step.waitFor(replay, "not every query server answered in time; trying again");
            case Barrier.Outcome.OtherEpoch other ->
                back(
                        replay,
                        "The epoch went from " + planned + " to "
                                + other.pointer().epoch() + " meanwhile; order the switch again.");
        };
    }

    private boolean late(Replay replay) {
        return replay.deadline()
                .map(deadline -> clock.instant().isAfter(deadline))
                .orElse(false);
    }

    private static Outcome back(Replay replay, String note) {
        return new Outcome.Move(replay.backToReady(note), Map.of("note", note));
    }
}
