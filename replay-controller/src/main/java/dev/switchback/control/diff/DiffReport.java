package dev.switchback.control.diff;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * Two versions compared at a cut (promise P7): both sides cover exactly the offsets below the fence, on every partition.
 *
 * @param at when the cut was reached
 * @param fence offset by partition
 * @param waited for both versions to reach it
 * @param took to compare, without the wait
 * @param warnings sentences about what the figures do not say
 */
public record DiffReport(
        String pipeline,
        Version from,
        Version to,
        Instant at,
        SortedMap<Integer, Long> fence,
        Duration waited,
        Duration took,
        List<String> viewsOnlyInFrom,
        List<String> viewsOnlyInTo,
        List<ViewDiff> views,
        List<String> warnings) {

    /** @param dead dead letters below the fence, without late events */
    public record Version(int version, long dead, long late) {}

    /** Whether both hold the same: no view differs, and as many events are dead or late. */
    public boolean isEqual() {
        return viewsOnlyInFrom.isEmpty()
                && viewsOnlyInTo.isEmpty()
                && from.dead == to.dead
                && from.late == to.late
                && views.stream().allMatch(ViewDiff::isEqual);
    }

    public Optional<ViewDiff> view(String name) {
        return views.stream().filter(view -> view.view().equals(name)).findFirst();
    }
}
