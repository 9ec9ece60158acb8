package dev.switchback.control.replay;

import dev.switchback.views.run.RunOrder;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How far a replay has come; measured now and then, not journalled.
 *
 * @param eventsDone offsets processed inside the fence
 * @param eventsTotal offsets inside the fence
 * @param eventsPerSecond smoothed rate of all that is processed
 * @param eta when the fence will be reached at this rate; empty while there is no rate, and once it is reached
 * @param lagEvents events after the version's position, up to the end of the log
 * @param limit events a second that the throttle allows now, over all instances; empty: without limit
 * @param gates what came of the gates; empty before they were tried
 * @param note what the replay waits for; empty where nothing is in the way
 */
public record Progress(
        long eventsDone,
        long eventsTotal,
        double eventsPerSecond,
        Optional<Instant> eta,
        long lagEvents,
        List<PartitionProgress> partitions,
        OptionalLong limit,
        List<GateOutcome> gates,
        String note) {
    public static final Progress NONE =
            new Progress(0, 0, 0, Optional.empty(), 0, List.of(), OptionalLong.empty(), List.of(), "");

    public Progress {
        partitions = List.copyOf(partitions);
        // Rows of an earlier build have none.
        gates = List.copyOf(Objects.requireNonNullElse(gates, List.of()));
    }

    /** Before any gate was tried. */
    public Progress(
            long eventsDone,
            long eventsTotal,
            double eventsPerSecond,
            Optional<Instant> eta,
            long lagEvents,
            List<PartitionProgress> partitions,
            OptionalLong limit,
            String note) {
        this(eventsDone, eventsTotal, eventsPerSecond, eta, lagEvents, partitions, limit, List.of(), note);
    }

    public Progress withGates(List<GateOutcome> outcomes) {
        return new Progress(
                eventsDone, eventsTotal, eventsPerSecond, eta, lagEvents, partitions, limit, outcomes, note);
    }

    /** Why the version must not be switched to, in a sentence; empty where it may. */
    public Optional<String> blocked() {
        List<String> blocking = gates.stream()
                .filter(GateOutcome::blocks)
                .map(outcome -> outcome.gate() + ": " + outcome.detail())
                .toList();
        return blocking.isEmpty()
                ? Optional.empty()
                : Optional.of("The switch is held back by its gates. " + String.join(" ", blocking));
    }

    public Progress withNote(String newNote) {
        return new Progress(
                eventsDone, eventsTotal, eventsPerSecond, eta, lagEvents, partitions, limit, gates, newNote);
    }

    /** With the limit that an order sets; a pause is a limit of 0. */
    public Progress withLimit(RunOrder order) {
        OptionalLong newLimit = order.paused() ? OptionalLong.of(0) : order.eventsPerSecond();
        return new Progress(
                eventsDone, eventsTotal, eventsPerSecond, eta, lagEvents, partitions, newLimit, gates, note);
    }

    /** One partition: where it began, where the history store stands, the fence, and the end of the log. */
    public record PartitionProgress(int partition, long start, long committed, long fence, long end) {}
}
