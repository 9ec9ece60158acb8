package dev.switchback.control.preflight;

import dev.switchback.control.replay.Fence;
import java.util.List;
import java.util.Optional;

/** What a preflight says. */
public sealed interface Report {
    /** There is no such topic. */
    record NoTopic(String topic) implements Report {}

    record Checked(Fence fence, List<Check> checks, Estimate estimate) implements Report {
        public Checked {
            checks = List.copyOf(checks);
        }

        /** The first check that stops the replay. */
        public Optional<Check> failed() {
            return checks.stream()
                    .filter(check -> check.outcome() == Check.Outcome.FAIL)
                    .findFirst();
        }
    }
}
