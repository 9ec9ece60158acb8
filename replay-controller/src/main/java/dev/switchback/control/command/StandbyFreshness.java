package dev.switchback.control.command;

import dev.switchback.control.replay.CatchUpLimits;
import dev.switchback.views.VersionId;
import dev.switchback.views.run.ProcessorState;
import dev.switchback.views.run.RunBoard;
import java.util.Optional;

/** Whether a version on standby could answer at once. Thread-safe. */
public final class StandbyFreshness {
    private final RunBoard board;
    private final Freshness freshness;

    public StandbyFreshness(RunBoard board, Freshness freshness) {
        this.board = board;
        this.freshness = freshness;
    }

    /** @return a sentence; empty where it is fresh */
    public Optional<String> whyNot(VersionId version) {
        if (board.reports(version).stream().noneMatch(report -> report.state() == ProcessorState.RUNNING)) {
            return Optional.of("The version " + version.number() + " is not fresh: its processor is not running.");
        }
        Freshness.Lag lag = freshness.of(version);
        return lag.within(CatchUpLimits.DEFAULT)
                ? Optional.empty()
                : Optional.of("The version " + version.number() + " is not fresh: it is behind by " + lag + ".");
    }
}
