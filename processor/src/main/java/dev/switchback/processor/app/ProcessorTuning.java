package dev.switchback.processor.app;

import dev.switchback.processor.guard.FaultPoints;
import dev.switchback.processor.history.HistoryLimits;
import dev.switchback.processor.live.LiveLimits;
import java.time.Duration;

/**
 * What tests and benchmarks set otherwise.
 *
 * @param faults told of the protocols' steps
 * @param metadataAge how soon added partitions are noticed
 */
public record ProcessorTuning(HistoryLimits history, LiveLimits live, FaultPoints faults, Duration metadataAge) {
    public static final ProcessorTuning DEFAULT =
            new ProcessorTuning(HistoryLimits.DEFAULT, LiveLimits.DEFAULT, FaultPoints.NONE, Duration.ofSeconds(30));
}
