package dev.switchback.control.step;

import dev.switchback.control.replay.Replay;
import java.time.Clock;
import java.util.Map;

/** Removes what the replay built; the version can be replayed again. */
final class AbortingStep implements Step {
    private final Plans plans;
    private final Remains remains;
    private final Boundaries boundaries;
    private final Clock clock;

    AbortingStep(Plans plans, Remains remains, Boundaries boundaries, Clock clock) {
        this.plans = plans;
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
        if (!remains.unread(version, "aborting")) {
            return Step.waitFor(replay, "queries of the version are running out");
        }
        boolean groupGone = remains.remove(version, "aborting");
        boolean late = replay.deadline()
                .map(deadline -> clock.instant().isAfter(deadline))
                .orElse(true);
        if (!groupGone && !late) {
            return Step.waitFor(replay, "members are leaving the consumer group");
        }
        return new Outcome.Move(replay.toAborted(), Map.of("consumer_group_removed", groupGone));
    }
}
