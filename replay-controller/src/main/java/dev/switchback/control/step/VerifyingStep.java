package dev.switchback.control.step;

import dev.switchback.control.replay.Failure;
import dev.switchback.control.replay.GateOutcome;
import dev.switchback.control.replay.Replay;
import dev.switchback.views.run.RunOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Audits the version. A store that is being written to is asked again, for an exact answer; after some tries the bounds have to do. A wrong
 * answer is asked again too, in case a store was slow to show what it has, and then the replay fails. Then the request's gates are tried; a
 * version that does not pass them is ready all the same, and its switch is held back.
 */
final class VerifyingStep implements Step {
    private static final int TRIES = 10;

    private final Plans plans;
    private final Audit audit;
    private final Orders orders;
    private final GateTrials trials;
    private final Map<UUID, Integer> tries = new ConcurrentHashMap<>();
    private final Map<UUID, Map<String, Object>> audited = new ConcurrentHashMap<>();

    VerifyingStep(Plans plans, Audit audit, Orders orders, GateTrials trials) {
        this.plans = plans;
        this.audit = audit;
        this.orders = orders;
        this.trials = trials;
    }

    @Override
    public Outcome run(Replay replay) {
        // A version that has caught up is kept fresh: a throttle ends here.
        orders.ensure(replay.version(), RunOrder.FULL_SPEED);
        if (audited.containsKey(replay.id())) {
            return gates(replay);
        }
        Audit.Finding finding =
                audit.of(replay.version(), plans.of(replay.version()).plan());
        boolean last = tries.merge(replay.id(), 1, Integer::sum) >= TRIES;
        Outcome outcome = outcome(replay, finding, last);
        if (outcome instanceof Outcome.Move) {
            tries.remove(replay.id());
        }
        return outcome;
    }

    private Outcome passed(Replay replay, Map<String, Object> detail) {
        tries.remove(replay.id());
        audited.put(replay.id(), detail);
        return gates(replay);
    }

    private Outcome gates(Replay replay) {
        Optional<List<GateOutcome>> tried = trials.of(replay);
        if (tried.isEmpty()) {
            return Step.waitFor(replay, "its gates are being tried");
        }
        Map<String, Object> detail = new HashMap<>(audited.getOrDefault(replay.id(), Map.of()));
        audited.remove(replay.id());
        List<GateOutcome> outcomes = new ArrayList<>();
        outcomes.add(
                GateOutcome.passed("catch_up", replay.progress().lagEvents() + " events behind the end of the log."));
        outcomes.add(GateOutcome.passed(
                "conservation", "Every offset is accounted for; the audit was " + detail.get("audit") + "."));
        outcomes.addAll(tried.get());
        detail.put("gates", outcomes);
        return new Outcome.Move(
                replay.withProgress(replay.progress().withGates(outcomes)).toReady(), detail);
    }

    private Outcome outcome(Replay replay, Audit.Finding finding, boolean last) {
        return switch (finding) {
            case Audit.Finding.Exact exact -> passed(replay, Map.of("audit", "exact", "view_events", exact.events()));
            case Audit.Finding.Bounded bounded ->
                last
                        ? passed(
                                replay,
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
