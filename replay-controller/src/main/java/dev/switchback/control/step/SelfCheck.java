package dev.switchback.control.step;

import dev.switchback.control.diff.Compared;
import dev.switchback.control.diff.CutOutcome;
import dev.switchback.control.diff.Cuts;
import dev.switchback.control.diff.DiffReport;
import dev.switchback.control.diff.Differ;
import dev.switchback.control.replay.Replay;
import dev.switchback.control.replay.Transition;
import dev.switchback.control.replay.Verdict;
import dev.switchback.views.StoreException;
import dev.switchback.views.StoreUnavailableException;
import dev.switchback.views.VersionId;
import java.time.Duration;

/** Compares a version with its repetition at a cut (promise P7). Takes as long as its questions do. Thread-safe. */
public final class SelfCheck {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final int EXAMPLES = 5;

    private final Plans plans;
    private final Cuts cuts;
    private final Differ differ;

    public SelfCheck(Plans plans, Cuts cuts, Differ differ) {
        this.plans = plans;
        this.cuts = cuts;
        this.differ = differ;
    }

    sealed interface Finding {
        record Judged(Verdict verdict) implements Finding {}

        /** @param why in a sentence */
        record NotCompared(String why) implements Finding {}
    }

    /** @param answered called after each question that was answered */
    Finding of(Replay replay, Runnable answered) {
        VersionId repetition = replay.version();
        VersionId version =
                new VersionId(repetition.pipeline(), replay.request().checks().orElseThrow());
        try {
            return switch (cuts.take(version, repetition, PATIENCE, Transition.CONTROLLER)) {
                case CutOutcome.Missed(String message) -> new Finding.NotCompared(message);
                case CutOutcome.Taken taken -> judge(compare(version, repetition, taken, answered));
            };
        } catch (StoreException | StoreUnavailableException e) {
            return new Finding.NotCompared(String.valueOf(e.getMessage()));
        }
    }

    private DiffReport compare(VersionId version, VersionId repetition, CutOutcome.Taken taken, Runnable answered) {
        answered.run();
        return differ.compare(
                new Compared(version, plans.of(version).plan()),
                new Compared(repetition, plans.of(repetition).plan()),
                taken,
                name -> true,
                EXAMPLES,
                answered);
    }

    /** Versions that do not begin at the same offsets differ for a reason that has nothing to do with their logic. */
    private static Finding judge(DiffReport report) {
        return report.warnings().isEmpty()
                ? new Finding.Judged(Verdicts.of(report))
                : new Finding.NotCompared(String.join(" ", report.warnings()));
    }
}
