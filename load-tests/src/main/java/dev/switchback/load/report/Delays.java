package dev.switchback.load.report;

import java.time.Duration;
import java.util.List;

/**
 * How long things took, shortest first.
 *
 * @param sortedNanos at least one
 */
public record Delays(List<Long> sortedNanos) {
    public Delays {
        sortedNanos = sortedNanos.stream().sorted().toList();
        if (sortedNanos.isEmpty()) {
            throw new IllegalArgumentException("there is no delay to speak of");
        }
    }

    public int count() {
        return sortedNanos.size();
    }

    /** The shortest that a share {@code quantile} of all does not exceed, in milliseconds. */
    public double millis(double quantile) {
        int index = (int) Math.ceil(quantile * sortedNanos.size()) - 1;
        return sortedNanos.get(Math.max(0, index))
                / (double) Duration.ofMillis(1).toNanos();
    }
}
