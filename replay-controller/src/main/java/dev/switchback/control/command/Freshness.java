package dev.switchback.control.command;

import dev.switchback.control.loop.LogWatch;
import dev.switchback.control.replay.CatchUpLimits;
import dev.switchback.control.source.SourceLog;
import dev.switchback.control.step.LagClock;
import dev.switchback.control.step.Plans;
import dev.switchback.views.VersionId;
import dev.switchback.views.ledger.LedgerEntry;
import dev.switchback.views.ledger.LedgerReader;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** How far versions are behind the log. Thread-safe. */
public final class Freshness {
    private final Plans plans;
    private final LedgerReader ledger;
    private final LogWatch watch;
    private final LagClock lagClock;

    public Freshness(Plans plans, LedgerReader ledger, LogWatch watch, LagClock lagClock) {
        this.plans = plans;
        this.ledger = ledger;
        this.watch = watch;
        this.lagClock = lagClock;
    }

    public Lag of(VersionId version) {
        return of(version, ledger.read(version));
    }

    /** @param entries the version's ledger */
    public Lag of(VersionId version, Map<Integer, LedgerEntry> entries) {
        String topic = plans.of(version).topic();
        Optional<SourceLog.Extent> extent = watch.latest(topic);
        if (entries.isEmpty() || extent.isEmpty()) {
            return new Lag(OptionalLong.empty(), Optional.empty());
        }
        Map<Integer, Long> committed = entries.values().stream()
                .collect(Collectors.toMap(entry -> entry.key().partition(), LedgerEntry::committed));
        long events = extent.get().ends().entrySet().stream()
                .mapToLong(end -> Math.max(0, end.getValue() - committed.getOrDefault(end.getKey(), 0L)))
                .sum();
        return new Lag(OptionalLong.of(events), lagClock.behind(topic, committed));
    }

    /**
     * @param events behind the end of the log; empty while the log's end is not known
     * @param time how long ago the log ended where the version is; empty where that is longer than remembered
     */
    public record Lag(OptionalLong events, Optional<Duration> time) {
        public boolean within(CatchUpLimits limits) {
            return (events.isPresent() && events.getAsLong() <= limits.maxLagEvents())
                    || time.map(lag -> lag.compareTo(limits.maxLag()) <= 0).orElse(false);
        }

        @Override
        public String toString() {
            return events.isPresent() ? events.getAsLong() + " events" : "an unknown number of events";
        }
    }
}
