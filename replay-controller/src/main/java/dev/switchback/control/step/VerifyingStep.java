package dev.switchback.control.step;

import dev.switchback.control.replay.Failure;
import dev.switchback.control.replay.GateOutcome;
import dev.switchback.control.replay.Gates;
import dev.switchback.control.replay.Replay;
import dev.switchback.control.replay.Verdict;
import dev.switchback.views.run.RunOrder;
import java.time.Clock;
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
 * version that does not pass them is ready all the same, and its switch is held back. A check is compared instead.
 */
final class VerifyingStep implements Step {
    private static final int TRIES = 10;

    private final Plans plans;
    private final Audit audit;
    private final Orders orders;
    private final Judges judges;
    private final Trials<List<GateOutcome>> gates;
    private final Trials<SelfCheck.Finding> checks;
    private final Deadlines deadlines;
    private final Clock clock;
    private final Map<UUID, Integer> tries = new ConcurrentHashMap<>();
    private final Map<UUID, Map<String, Object>> audited = new ConcurrentHashMap<>();

    VerifyingStep(Plans plans, Audit audit, Orders orders, Judges judges, Deadlines deadlines, Clock clock) {
        this.plans = plans;
        this.audit = audit;
        this.orders = orders;
        this.judges = judges;
        this.gates = new Trials<>(deadlines.judging(), System::nanoTime);
        this.checks = new Trials<>(deadlines.judging(), System::nanoTime);
        this.deadlines = deadlines;
        this.clock = clock;
    }

    @Override
    public Outcome run(Replay replay) {
        // A version that has caught up is kept fresh: a throttle ends here.
        orders.ensure(replay.version(), RunOrder.FULL_SPEED);
        if (audited.containsKey(replay.id())) {
            return judge(replay);
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
        return judge(replay);
    }

    private Outcome judge(Replay replay) {
        return replay.isCheck() ? check(replay) : gates(replay);
    }

    private Outcome check(Replay replay) {
        return switch (checks.of(replay, judges.check()::of)) {
            case Trials.State.Running<SelfCheck.Finding> running ->
                judging(
                        replay,
                        "it is compared with version "
                                + replay.request().checks().orElseThrow());
            case Trials.State.Judged<SelfCheck.Finding>(SelfCheck.Finding finding) ->
                checked(replay, finding, forgetAudit(replay));
            case Trials.State.Broken<SelfCheck.Finding>(String why) -> {
                forgetAudit(replay);
                yield notCompared(replay, why);
            }
        };
    }

    /** The trial minds its own patience: the state lasts as long as it does. */
    private Outcome judging(Replay replay, String note) {
        return Step.waitFor(replay.withDeadline(clock.instant().plus(deadlines.verifying())), note);
    }

    private static Outcome checked(Replay replay, SelfCheck.Finding finding, Map<String, Object> detail) {
        return switch (finding) {
            case SelfCheck.Finding.Judged(Verdict verdict) -> {
                detail.put("verdict", verdict);
                yield new Outcome.Move(replay.judged(verdict), detail);
            }
            case SelfCheck.Finding.NotCompared(String why) -> notCompared(replay, why);
        };
    }

    private static Outcome notCompared(Replay replay, String why) {
        return Step.fail(replay, Failure.Code.NOT_COMPARED, "The check could not compare: " + why);
    }

    private Map<String, Object> forgetAudit(Replay replay) {
        Map<String, Object> detail = new HashMap<>(audited.getOrDefault(replay.id(), Map.of()));
        audited.remove(replay.id());
        return detail;
    }

    private Outcome gates(Replay replay) {
        Optional<Gates> asked = replay.request().gates();
        if (asked.isEmpty()) {
            return ready(replay, List.of());
        }
        return switch (gates.of(replay, (tried, answered) -> judges.gates().judge(tried, asked.get(), answered))) {
            case Trials.State.Running<List<GateOutcome>> running -> judging(replay, "its gates are being tried");
            case Trials.State.Judged<List<GateOutcome>>(List<GateOutcome> outcomes) -> ready(replay, outcomes);
            case Trials.State.Broken<List<GateOutcome>>(String why) ->
                ready(replay, List.of(GateOutcome.failed("gates", "They could not be evaluated: " + why)));
        };
    }

    private Outcome ready(Replay replay, List<GateOutcome> tried) {
        Map<String, Object> detail = forgetAudit(replay);
        List<GateOutcome> outcomes = new ArrayList<>();
        outcomes.add(
                GateOutcome.passed("catch_up", replay.progress().lagEvents() + " events behind the end of the log."));
        outcomes.add(GateOutcome.passed(
                "conservation", "Every offset is accounted for; the audit was " + detail.get("audit") + "."));
        outcomes.addAll(tried);
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
