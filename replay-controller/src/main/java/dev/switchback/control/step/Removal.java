package dev.switchback.control.step;

import dev.switchback.control.replay.Replay;
import dev.switchback.views.Slot;
import dev.switchback.views.catalog.VersionCatalog;
import java.time.Clock;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Removes what a replay built; its version can be replayed again, unless it was there for a check only. */
final class Removal {
    private final Plans plans;
    private final VersionCatalog catalog;
    private final Remains remains;
    private final Boundaries boundaries;
    private final Deadlines deadlines;
    private final Clock clock;

    Removal(
            Plans plans,
            VersionCatalog catalog,
            Remains remains,
            Boundaries boundaries,
            Deadlines deadlines,
            Clock clock) {
        this.plans = plans;
        this.catalog = catalog;
        this.remains = remains;
        this.boundaries = boundaries;
        this.deadlines = deadlines;
        this.clock = clock;
    }

    /**
     * The step of a state.
     *
     * @param at the state, for the boundaries' names
     * @param end the edge that is taken once nothing is left
     */
    Step step(String at, UnaryOperator<Replay> end) {
        return replay -> replay.deadline().isPresent()
                ? run(replay, at, end)
                : new Step.Outcome.Wait(replay.withDeadline(clock.instant().plus(deadlines.aborting())));
    }

    private Step.Outcome run(Replay replay, String at, UnaryOperator<Replay> end) {
        Plans.Planned version = plans.of(replay.version());
        if (!remains.stopped(version)) {
            return Step.waitFor(replay, "the processor is stopping");
        }
        boundaries.pass(at + ".stopped");
        if (!remains.unread(version, at)) {
            return Step.waitFor(replay, "queries of the version are running out");
        }
        boolean groupGone = remains.remove(version, at);
        boolean late = replay.deadline()
                .map(deadline -> clock.instant().isAfter(deadline))
                .orElse(true);
        if (!groupGone && !late) {
            return Step.waitFor(replay, "members are leaving the consumer group");
        }
        if (replay.isCheck()) {
            catalog.moveSlot(version.id(), Slot.REGISTERED, Slot.RETIRED);
        }
        return new Step.Outcome.Move(end.apply(replay), Map.of("consumer_group_removed", groupGone));
    }
}
