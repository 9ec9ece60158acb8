package dev.switchback.views.ledger;

import java.util.Arrays;
import java.util.List;

/**
 * What became of a range of offsets (promise P4): {@code end - start = kept + filtered + late + dead + gaps}.
 *
 * @param kept events that at least one view took in
 * @param filtered events that no view's WHERE let pass
 * @param late events behind the watermark that the manifest diverts
 * @param dead events that could not be decoded or evaluated; each is kept as a dead letter
 * @param gaps offsets without a record: transaction markers, aborted or compacted records
 * @param viewEvents per view, in the plan's order: how many events are folded into the view's rows; an event in k windows counts k times
 */
public record Counts(long kept, long filtered, long late, long dead, long gaps, List<Long> viewEvents) {
    public Counts {
        viewEvents = List.copyOf(viewEvents);
    }

    public static Counts zero(int views) {
        return new Counts(0, 0, 0, 0, 0, Arrays.asList(zeros(views)));
    }

    private static Long[] zeros(int n) {
        Long[] zeros = new Long[n];
        Arrays.fill(zeros, 0L);
        return zeros;
    }

    /** Number of offsets accounted for. */
    public long offsets() {
        return kept + filtered + late + dead + gaps;
    }

    /** The sum of both; they must have the same number of views. */
    public Counts plus(Counts other) {
        if (viewEvents.size() != other.viewEvents.size()) {
            throw new IllegalArgumentException(
                    "counts of " + viewEvents.size() + " and of " + other.viewEvents.size() + " views");
        }
        Long[] views = new Long[viewEvents.size()];
        for (int i = 0; i < views.length; i++) {
            views[i] = viewEvents.get(i) + other.viewEvents.get(i);
        }
        return new Counts(
                kept + other.kept,
                filtered + other.filtered,
                late + other.late,
                dead + other.dead,
                gaps + other.gaps,
                Arrays.asList(views));
    }
}
