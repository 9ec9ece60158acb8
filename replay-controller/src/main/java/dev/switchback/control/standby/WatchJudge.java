package dev.switchback.control.standby;

import dev.switchback.views.reader.ServedQueries;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Judges one watch, look by look (ADR 119). Fail-closed: a figure that cannot be had counts as crossed when it is missing for
 * {@link #PATIENCE}, and a watch whose limits were not measured does not pass. For one thread.
 */
public final class WatchJudge {
    /** Queries that make a share mean something. */
    public static final long ENOUGH = 20;
    /** How long a figure may be missing. */
    static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final double SHARE = 0.99;

    private final WatchLimits limits;
    private final Duration hold;
    private Optional<Instant> crossedSince = Optional.empty();
    private Optional<Instant> missingSince = Optional.empty();
    private boolean queriesMeasured;
    private boolean lagMeasured;

    /** @param hold how long a limit has to be crossed at every look */
    public WatchJudge(WatchLimits limits, Duration hold) {
        this.limits = limits;
        this.hold = hold;
    }

    /** @param lag how far the version is behind the log; empty where that cannot be told */
    public Verdict look(ServedQueries queries, Optional<Duration> lag, Instant now) {
        List<String> crossed = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        if (limits.onQueries()) {
            queries(queries, crossed, missing);
        }
        limits.maxLag().ifPresent(limit -> lag(lag, limit, crossed, missing));
        crossedSince = since(crossedSince, crossed, now);
        missingSince = since(missingSince, missing, now);
        boolean broken = lasted(crossedSince, hold, now) || lasted(missingSince, PATIENCE, now);
        List<String> reasons = new ArrayList<>(crossed);
        reasons.addAll(missing);
        return new Verdict(broken, measured(), seen(queries, lag), String.join("; ", reasons));
    }

    private void queries(ServedQueries queries, List<String> crossed, List<String> missing) {
        if (queries.servers() == 0) {
            missing.add("no query server has a lease, so nobody measures queries");
        } else if (queries.silent() > 0) {
            missing.add(queries.silent() + " of " + queries.servers() + " query servers report nothing");
        }
        if (queries.answered() < ENOUGH) {
            return;
        }
        queriesMeasured = true;
        limits.maxErrorRate()
                .filter(limit -> queries.errorRate() > limit)
                .ifPresent(limit -> crossed.add(
                        percent(queries.errorRate()) + " of the queries fail, more than " + percent(limit)));
        limits.maxLatency()
                .flatMap(limit -> queries.latency(SHARE).filter(latency -> latency.compareTo(limit) > 0))
                .ifPresent(
                        latency -> crossed.add("99 of 100 queries take up to " + latency.toMillis() + " ms, more than "
                                + limits.maxLatency().orElse(Duration.ZERO).toMillis() + " ms"));
    }

    private void lag(Optional<Duration> lag, Duration limit, List<String> crossed, List<String> missing) {
        if (lag.isEmpty()) {
            missing.add("how far the version is behind the log cannot be told");
            return;
        }
        lagMeasured = true;
        if (lag.get().compareTo(limit) > 0) {
            crossed.add("the version is " + lag.get().toMillis() + " ms behind the log, more than " + limit.toMillis()
                    + " ms");
        }
    }

    private boolean measured() {
        return (queriesMeasured || !limits.onQueries())
                && (lagMeasured || limits.maxLag().isEmpty());
    }

    private static Optional<Instant> since(Optional<Instant> before, List<String> reasons, Instant now) {
        return reasons.isEmpty() ? Optional.empty() : Optional.of(before.orElse(now));
    }

    private static boolean lasted(Optional<Instant> since, Duration atLeast, Instant now) {
        return since.filter(start -> !start.plus(atLeast).isAfter(now)).isPresent();
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.2f %%", share * 100);
    }

    private static String seen(ServedQueries queries, Optional<Duration> lag) {
        return queries.answered() + " queries on " + queries.servers() + " servers, " + queries.failed() + " failed"
                + queries.latency(SHARE)
                        .map(latency -> ", 99 of 100 within " + latency.toMillis() + " ms")
                        .orElse("")
                + "; "
                + lag.map(behind -> behind.toMillis() + " ms behind the log").orElse("lag unknown");
    }

    /**
     * @param broken a limit is crossed, or a figure missing, for long enough
     * @param measured whether every limit has been measured so far
     * @param seen in words
     * @param reasons what is crossed or missing now; empty where nothing is
     */
    public record Verdict(boolean broken, boolean measured, String seen, String reasons) {}
}
