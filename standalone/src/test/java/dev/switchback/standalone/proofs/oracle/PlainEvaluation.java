package dev.switchback.standalone.proofs.oracle;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a scenario's views hold in the end.
 *
 * @param counts by partition
 * @param taken by view: the events in its groups
 */
public record PlainEvaluation(List<Counts> counts, Map<View, List<Event>> taken) {

    /** What became of a partition's records. */
    public record Counts(long kept, long filtered, long late, long dead) {}

    /** Evaluates event by event. */
    public static PlainEvaluation of(Scenario scenario) {
        Map<View, List<Event>> taken = new LinkedHashMap<>();
        scenario.views().forEach(view -> taken.put(view, new ArrayList<>()));
        List<Counts> counts = new ArrayList<>();
        for (List<LogRecord> partition : scenario.log()) {
            long kept = 0;
            long filtered = 0;
            long late = 0;
            long dead = 0;
            long newest = Long.MIN_VALUE;
            for (LogRecord record : partition) {
                Optional<Event> event = scenario.eventOf(record);
                if (event.isPresent() && scenario.diverts(event.get(), newest)) {
                    late++;
                    continue;
                }
                Optional<List<View>> takers = event.flatMap(e -> takers(scenario.views(), e));
                if (takers.isEmpty()) {
                    dead++;
                    continue;
                }
                newest = Math.max(newest, event.orElseThrow().time());
                if (takers.get().isEmpty()) {
                    filtered++;
                } else {
                    kept++;
                    takers.get()
                            .forEach(view -> taken.computeIfAbsent(view, v -> new ArrayList<>())
                                    .add(event.orElseThrow()));
                }
            }
            counts.add(new Counts(kept, filtered, late, dead));
        }
        return new PlainEvaluation(List.copyOf(counts), taken);
    }

    /** Empty where an expression has no value: the event is dead for all views. */
    private static Optional<List<View>> takers(List<View> views, Event event) {
        try {
            return Optional.of(views.stream().filter(view -> view.takes(event)).toList());
        } catch (ArithmeticException e) {
            return Optional.empty();
        }
    }
}
