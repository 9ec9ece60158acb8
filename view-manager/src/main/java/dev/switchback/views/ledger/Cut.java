package dev.switchback.views.ledger;

import dev.switchback.views.VersionId;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A fence at which two versions are compared exactly (promise P7, ADR 110). Once it is reached, the rows of a version whose {@code _cut} is
 * below its number hold the events below the fence, and no other.
 *
 * @param fence offset by partition; events below it belong to the cut. Partitions that came later have no part in it
 * @param numbers by version
 */
public record Cut(SortedMap<Integer, Long> fence, Map<VersionId, Integer> numbers) {
    public Cut {
        fence = new TreeMap<>(fence);
        numbers = Map.copyOf(numbers);
    }

    /** Rows of the version with a {@code _cut} below it are in the cut. */
    public int number(VersionId version) {
        Integer number = numbers.get(version);
        if (number == null) {
            throw new IllegalArgumentException("the cut is not one of " + version);
        }
        return number;
    }
}
