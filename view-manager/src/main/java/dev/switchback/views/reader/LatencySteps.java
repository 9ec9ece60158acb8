package dev.switchback.views.reader;

import java.time.Duration;

/**
 * The steps in which latencies are counted: eight per doubling, from 1 ms to about 2 minutes, so that a step is at most 9.1 % wide. A histogram
 * is one count per step; histograms of several servers are added up.
 */
public final class LatencySteps {
    private static final int PER_DOUBLING = 8;
    private static final int DOUBLINGS = 17;
    public static final int COUNT = PER_DOUBLING * DOUBLINGS + 1;

    private LatencySteps() {}

    /** The step that a latency is counted in; what is longer than the last step counts there. */
    public static int of(Duration latency) {
        double millis = latency.toNanos() / 1e6;
        if (millis <= 1) {
            return 0;
        }
        int step = (int) Math.ceil(PER_DOUBLING * Math.log(millis) / Math.log(2));
        return Math.min(step, COUNT - 1);
    }

    /** The longest latency of a step. */
    public static Duration longest(int step) {
        return Duration.ofNanos(Math.round(1e6 * Math.pow(2, (double) step / PER_DOUBLING)));
    }
}
