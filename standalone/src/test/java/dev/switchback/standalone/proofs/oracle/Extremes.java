package dev.switchback.standalone.proofs.oracle;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Smallest and largest values, and what stands beside them. */
final class Extremes {
    private Extremes() {}

    static Object smallest(List<Object> values) {
        return values.stream().min(Values::compare).orElseThrow();
    }

    static Object largest(List<Object> values) {
        return values.stream().max(Values::compare).orElseThrow();
    }

    /**
     * What stands beside the extreme of the second values.
     *
     * @param pairs a value and what it is compared by; those without the latter are passed over
     * @param sign 1 for the largest, -1 for the smallest; of several values beside it that one is taken as well, NULL only without any other
     */
    static @Nullable Object beside(List<List<@Nullable Object>> pairs, int sign) {
        Object extreme = null;
        Object taken = null;
        for (List<@Nullable Object> pair : pairs) {
            Object value = pair.getFirst();
            Object by = pair.getLast();
            if (by == null) {
                continue;
            }
            int order = extreme == null ? 1 : sign * Values.compare(by, extreme);
            if (order > 0) {
                extreme = by;
                taken = value;
            } else if (order == 0 && value != null && (taken == null || sign * Values.compare(value, taken) > 0)) {
                taken = value;
            }
        }
        return taken;
    }
}
