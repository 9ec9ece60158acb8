package dev.switchback.views.reader;

import java.util.List;

/**
 * How one server answered the queries of one epoch, those that named no version, within the last {@link #WINDOW_SECONDS}.
 *
 * @param answered queries that ended, the failed ones included
 * @param failed those for which the server or the version is to blame, not the caller
 * @param latencies how many took how long, per step of {@link LatencySteps}
 */
public record EpochFigures(String pipeline, long epoch, long answered, long failed, List<Long> latencies) {
    public static final int WINDOW_SECONDS = 60;

    public EpochFigures {
        latencies = List.copyOf(latencies);
    }
}
