package dev.switchback.views.reader;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * What all query servers with a running lease say of an epoch.
 *
 * @param servers with a running lease
 * @param silent those of them that have not reported for five seconds
 */
public record ServedQueries(int servers, int silent, long answered, long failed, List<Long> latencies) {

    /** Adds up what servers reported. */
    public static ServedQueries of(int servers, int silent, List<EpochFigures> figures) {
        List<Long> sum = new ArrayList<>(Collections.nCopies(LatencySteps.COUNT, 0L));
        for (EpochFigures one : figures) {
            for (int step = 0; step < Math.min(sum.size(), one.latencies().size()); step++) {
                sum.set(step, sum.get(step) + one.latencies().get(step));
            }
        }
        return new ServedQueries(
                servers,
                silent,
                figures.stream().mapToLong(EpochFigures::answered).sum(),
                figures.stream().mapToLong(EpochFigures::failed).sum(),
                List.copyOf(sum));
    }

    /** The share of failed queries, 0 to 1; 0 where there was none. */
    public double errorRate() {
        return answered == 0 ? 0 : (double) failed / answered;
    }

    /** Upper end of the step that holds the latency within which {@code share} of the queries ended; empty where there was none. */
    public Optional<Duration> latency(double share) {
        long all = latencies.stream().mapToLong(Long::longValue).sum();
        long rank = Math.max(1, (long) Math.ceil(share * all));
        long passed = 0;
        for (int step = 0; step < latencies.size(); step++) {
            passed += latencies.get(step);
            if (passed >= rank) {
                return Optional.of(LatencySteps.longest(step));
            }
        }
        return Optional.empty();
    }
}
