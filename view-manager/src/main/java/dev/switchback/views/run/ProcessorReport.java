package dev.switchback.views.run;

import dev.switchback.views.VersionId;
import java.time.Duration;
import java.util.List;

/**
 * What one instance says of itself, about once a second.
 *
 * @param instance unique name of the instance
 * @param partitions that it owns now
 * @param problem a sentence for the operator; empty where all is well
 * @param eventsPerSecond processed, over the last reporting period
 * @param age how old the report is, by the store's clock; zero when written
 */
public record ProcessorReport(
        VersionId version,
        String instance,
        ProcessorState state,
        List<Integer> partitions,
        String problem,
        double eventsPerSecond,
        Duration age) {
    public ProcessorReport {
        partitions = List.copyOf(partitions);
    }
}
