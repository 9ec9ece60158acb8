package dev.switchback.control.diff;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a view of one version holds and the same view of another one does not.
 *
 * @param notCompared why its keys could not be compared; the totals are there nevertheless
 * @param keys empty where they were not compared
 * @param examples of keys that are in one version only
 */
public record ViewDiff(
        String view,
        Optional<String> notCompared,
        Optional<Keys> keys,
        Examples examples,
        List<Values> values,
        Columns columns) {
    public ViewDiff {
        values = List.copyOf(values);
    }

    /** Whether nothing differs. A view whose keys were not compared is not equal. */
    public boolean isEqual() {
        return keys.map(counts -> counts.different() == 0).orElse(false);
    }

    /** Keys by column, the smallest first; a column's value is empty for NULL. None where the view has no key columns. */
    public record Examples(
            List<Map<String, Optional<Object>>> onlyInFrom, List<Map<String, Optional<Object>>> onlyInTo) {
        static final Examples NONE = new Examples(List.of(), List.of());

        public Examples {
            onlyInFrom = List.copyOf(onlyInFrom);
            onlyInTo = List.copyOf(onlyInTo);
        }
    }

    /** How many groups (rows, of a row-by-row view) are in one of the versions, or in both. */
    public record Keys(long onlyInFrom, long onlyInTo, long changed, long equal) {
        public long different() {
            return onlyInFrom + onlyInTo + changed;
        }

        public long all() {
            return different() + equal;
        }
    }

    /**
     * A measure, or a column of a row-by-row view.
     *
     * @param type as SQL writes it
     * @param equalIf what counts as equal, in words
     * @param changed keys that both have with different values
     * @param totalFrom over all rows of the cut; empty for NULL
     * @param largestAbsolute the largest changes of value; for what is no number some of the changes
     * @param largestRelative the largest changes in proportion to the value in {@code from}; of numbers other than zero only
     */
    public record Values(
            String name,
            String type,
            String equalIf,
            long changed,
            Optional<Object> totalFrom,
            Optional<Object> totalTo,
            List<Change> largestAbsolute,
            List<Change> largestRelative) {
        public Values {
            largestAbsolute = List.copyOf(largestAbsolute);
            largestRelative = List.copyOf(largestRelative);
        }
    }

    /**
     * One key that changed.
     *
     * @param from empty for NULL
     * @param change {@code to - from}, of numbers
     * @param relative {@code (to - from) / |from|}, of numbers where {@code from} is not zero
     */
    public record Change(
            Map<String, Optional<Object>> key,
            Optional<Object> from,
            Optional<Object> to,
            Optional<Number> change,
            Optional<Double> relative) {}

    /** Columns by name; {@code changed} ones have another type. */
    public record Columns(List<String> onlyInFrom, List<String> onlyInTo, List<String> changed) {}
}
