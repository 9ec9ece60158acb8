package dev.switchback.control.step;

import dev.switchback.control.replay.Failure;
import dev.switchback.control.replay.Replay;
import dev.switchback.views.run.RunOrder;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/**
 * Audits the version. A store that is being written to is asked again, for an exact answer; after some tries the bounds have to do. A wrong
 * answer is asked again too, in case a store was slow to show what it has, and then the replay fails.
 */
final class VerifyingStep implements Step {
    private static final int TRIES = 10;

    private final Plans plans;
    private final Audit audit;
    private final Orders orders;
    private final Map<UUID, Integer> tries = new HashMap<>();

    VerifyingStep(Plans plans, Audit audit, Orders orders) {
        this.plans = plans;
        this.audit = audit;
        this.orders = orders;
    }

    @Override
    public Outcome run(Replay replay) {
        // A version that has caught up is kept fresh: a throttle ends here.
        orders.ensure(replay.version(), RunOrder.FULL_SPEED);
        Audit.Finding finding =
                audit.of(replay.version(), plans.of(replay.version()).plan());
        boolean last = tries.merge(replay.id(), 1, Integer::sum) >= TRIES;
        Outcome outcome = outcome(replay, finding, last);
        if (outcome instanceof Outcome.Move) {
            tries.remove(replay.id());
        }
        return outcome;
    }

    private static Outcome outcome(Replay replay, Audit.Finding finding, boolean last) {
        return switch (finding) {
            case Audit.Finding.Exact exact ->
                new Outcome.Move(replay.toReady(), Map.of("audit", "exact", "view_events", exact.events()));
            case Audit.Finding.Bounded bounded ->
                last
                        ? new Outcome.Move(
                                replay.toReady(),
                                Map.of(
                                        "audit",
                                        "bounded",
                                        "view_events",
                                        bounded.events(),
                                        "least",
                                        bounded.least(),
                                        "most",
                                        bounded.most()))
                        : Step.waitFor(replay, "waits for a quiet moment to count exactly");
            case Audit.Finding.Mismatch mismatch ->
                last
                        ? Step.fail(replay, Failure.Code.AUDIT_MISMATCH, mismatch.message())
                        : Step.waitFor(replay, mismatch.message());
            case Audit.Finding.NotConserved lost ->
                Step.fail(replay, Failure.Code.CONSERVATION_VIOLATED, lost.message());
        };
    }
}
