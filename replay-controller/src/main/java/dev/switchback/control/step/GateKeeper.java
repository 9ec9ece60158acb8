package dev.switchback.control.step;

import dev.switchback.control.diff.Compared;
import dev.switchback.control.diff.CutOutcome;
import dev.switchback.control.diff.Cuts;
import dev.switchback.control.diff.DiffReport;
import dev.switchback.control.diff.Differ;
import dev.switchback.control.diff.HistoryQueries;
import dev.switchback.control.replay.GateOutcome;
import dev.switchback.control.replay.Gates;
import dev.switchback.control.replay.Replay;
import dev.switchback.control.replay.Transition;
import dev.switchback.views.StoreException;
import dev.switchback.views.StoreUnavailableException;
import dev.switchback.views.VersionId;
import dev.switchback.views.pointer.PointerControl;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** Tries the gates of a request; a gate that cannot be evaluated fails. Takes as long as its questions do. Thread-safe. */
public final class GateKeeper {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final int NAMED_CHANGES = 3;

    private final Plans plans;
    private final PointerControl pointer;
    private final Cuts cuts;
    private final Differ differ;
    private final AssertionGate assertions;

    public GateKeeper(Plans plans, PointerControl pointer, Cuts cuts, Differ differ, HistoryQueries queries) {
        this.plans = plans;
        this.pointer = pointer;
        this.cuts = cuts;
        this.differ = differ;
        this.assertions = new AssertionGate(queries);
    }

    /** @param answered called after each question that was answered */
    List<GateOutcome> judge(Replay replay, Gates gates, Runnable answered) {
        List<GateOutcome> outcomes = new ArrayList<>();
        if (gates.compares()) {
            outcomes.addAll(compare(replay.version(), gates, answered));
        }
        int number = 1;
        for (String select : gates.assertions()) {
            outcomes.add(assertions.judge(
                    "assert " + number++,
                    replay.version(),
                    plans.of(replay.version()).plan(),
                    select));
            answered.run();
        }
        if (gates.approval()) {
            outcomes.add(new GateOutcome("approval", GateOutcome.Result.WAITING, "Somebody has to accept it."));
        }
        return outcomes;
    }

    private List<GateOutcome> compare(VersionId version, Gates gates, Runnable answered) {
        try {
            OptionalInt active = pointer.read(version.pipeline()).version();
            if (active.isEmpty()) {
                return all(
                        gates,
                        name -> GateOutcome.passed(name, "No version is active: there is nothing to compare with."));
            }
            VersionId before = new VersionId(version.pipeline(), active.getAsInt());
            if (!plans.of(before).topic().equals(plans.of(version).topic())) {
                return all(gates, name -> GateOutcome.failed(name, "The active version reads another topic."));
            }
            return switch (cuts.take(before, version, PATIENCE, Transition.CONTROLLER)) {
                case CutOutcome.Missed(String message) -> all(gates, name -> GateOutcome.failed(name, message));
                case CutOutcome.Taken taken -> judge(gates, compare(before, version, taken, answered));
            };
        } catch (StoreException | StoreUnavailableException e) {
            return all(gates, name -> GateOutcome.failed(name, "It could not be evaluated: " + e.getMessage()));
        }
    }

    private DiffReport compare(VersionId before, VersionId version, CutOutcome.Taken taken, Runnable answered) {
        answered.run();
        return differ.compare(
                new Compared(before, plans.of(before).plan()),
                new Compared(version, plans.of(version).plan()),
                taken,
                name -> true,
                NAMED_CHANGES,
                answered);
    }

    private static List<GateOutcome> judge(Gates gates, DiffReport report) {
        List<GateOutcome> outcomes = new ArrayList<>();
        gates.diff().ifPresent(limits -> outcomes.add(DiffGate.judge(limits, report)));
        gates.maxMoreDeadLetters().ifPresent(most -> {
            long more = report.to().dead() - report.from().dead();
            String sentence = report.to().dead() + " dead letters, and "
                    + report.from().dead() + " in the active version, at the same offsets; at most " + most + " more.";
            outcomes.add(
                    more <= most
                            ? GateOutcome.passed("dead_letters", sentence)
                            : GateOutcome.failed("dead_letters", sentence));
        });
        return outcomes;
    }

    private interface Verdict {
        GateOutcome of(String gate);
    }

    private static List<GateOutcome> all(Gates gates, Verdict verdict) {
        List<GateOutcome> outcomes = new ArrayList<>();
        gates.diff().ifPresent(limits -> outcomes.add(verdict.of("diff")));
        gates.maxMoreDeadLetters().ifPresent(most -> outcomes.add(verdict.of("dead_letters")));
        return outcomes;
    }
}
