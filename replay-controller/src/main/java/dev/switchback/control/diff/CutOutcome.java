package dev.switchback.control.diff;

import dev.switchback.views.ledger.Cut;
import java.time.Duration;

/** How the wait for a cut ended. */
public sealed interface CutOutcome {
    /** @param waited from the order until both versions had reached it */
    record Taken(Cut cut, Duration waited) implements CutOutcome {}

    /** @param message one sentence: who is missing, and what to do */
    record Missed(String message) implements CutOutcome {}
}
