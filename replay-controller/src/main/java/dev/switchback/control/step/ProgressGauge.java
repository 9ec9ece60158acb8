package dev.switchback.control.step;

import dev.switchback.control.replay.Failure;
import dev.switchback.control.replay.Fence;
import dev.switchback.control.replay.Forecast;
import dev.switchback.control.replay.Progress;
import dev.switchback.control.replay.Replay;
import dev.switchback.control.source.SourceLog;
import dev.switchback.views.ledger.LedgerEntry;
import dev.switchback.views.run.ProcessorReport;
import dev.switchback.views.run.ProcessorState;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/** Measures a version being built against its fence and the log; makes ledger rows for partitions that are new. One call per replay at a time. */
final class ProgressGauge {
    /** Reports come about once a second. */
    private static final Duration RECENT = Duration.ofSeconds(5);

    private final Plans plans;
    private final Stores stores;
    private final SourceLog log;
    private final Clock clock;
    private final RateMeter rates = new RateMeter();

    ProgressGauge(Plans plans, Stores stores, SourceLog log, Clock clock) {
        this.plans = plans;
        this.stores = stores;
        this.log = log;
        this.clock = clock;
    }

    Measurement measure(Replay replay) {
        Plans.Planned version = plans.of(replay.version());
        Fence fence = replay.fence().orElseThrow();
        Optional<SourceLog.Extent> found = log.extent(version.topic());
        if (found.isEmpty()) {
            return broken(replay, Failure.Code.TOPIC_NOT_FOUND, "The topic " + version.topic() + " was deleted.");
        }
        SourceLog.Extent extent = found.get();
        Map<Integer, LedgerEntry> ledger = ledger(version, extent);
        // Views of sessions follow the ledger: progress is theirs.
        Map<Integer, LedgerEntry> held =
                version.plan().hasSessions() ? stores.held(version.id(), version.plan()) : ledger;
        List<Progress.PartitionProgress> partitions = new ArrayList<>();
        new TreeMap<>(held)
                .forEach((partition, entry) -> partitions.add(new Progress.PartitionProgress(
                        partition,
                        entry.start(),
                        entry.committed(),
                        fence.ends().getOrDefault(partition, entry.start()),
                        extent.ends().getOrDefault(partition, entry.committed()))));
        Optional<Failure> broken = truncated(version, ledger, extent).or(() -> failed(replay));
        long processed = held.values().stream()
                .mapToLong(entry -> entry.committed() - entry.start())
                .sum();
        boolean passed = ledger.keySet().containsAll(extent.ends().keySet())
                && partitions.stream().allMatch(partition -> partition.committed() >= partition.fence());
        Progress progress = progress(replay, fence, partitions, processed);
        return new Measurement(progress, processed, passed, broken);
    }

    private Map<Integer, LedgerEntry> ledger(Plans.Planned version, SourceLog.Extent extent) {
        Map<Integer, LedgerEntry> ledger = stores.ledger().read(version.id());
        if (ledger.keySet().containsAll(extent.beginnings().keySet())) {
            return ledger;
        }
        stores.ledger()
                .create(
                        version.id(),
                        extent.beginnings(),
                        version.plan().views().size());
        return stores.ledger().read(version.id());
    }

    private Progress progress(Replay replay, Fence fence, List<Progress.PartitionProgress> partitions, long processed) {
        long done = partitions.stream()
                .mapToLong(p -> Math.max(0, Math.min(p.committed(), p.fence()) - p.start()))
                .sum();
        long lag = partitions.stream()
                .mapToLong(p -> Math.max(0, p.end() - p.committed()))
                .sum();
        long total = fence.events();
        double rate = rates.rate(replay.id(), processed, System.nanoTime());
        return new Progress(
                        done,
                        total,
                        rate,
                        eta(replay, total - done, rate),
                        lag,
                        partitions,
                        replay.progress().limit(),
                        waitingFor(replay))
                .withGates(replay.progress().gates());
    }

    /** By the measured rate; before there is one, by that of earlier replays. */
    private Optional<Instant> eta(Replay replay, long left, double measured) {
        double rate = measured >= 1 ? measured : expected(replay);
        return rate < 1 || left <= 0
                ? Optional.empty()
                : Optional.of(clock.instant().plus(Duration.ofMillis((long) (left * 1_000.0 / rate))));
    }

    private static double expected(Replay replay) {
        double known =
                replay.findings().forecast().map(Forecast::eventsPerSecond).orElse(0.0);
        OptionalLong most = replay.throttle().eventsPerSecond();
        return most.isPresent() ? Math.min(known, (double) most.getAsLong()) : known;
    }

    private static Optional<Failure> truncated(
            Plans.Planned version, Map<Integer, LedgerEntry> ledger, SourceLog.Extent extent) {
        return new TreeMap<>(ledger)
                .values().stream()
                        .filter(entry ->
                                extent.beginnings().getOrDefault(entry.key().partition(), 0L) > entry.committed())
                        .findFirst()
                        .map(entry -> new Failure(
                                Failure.Code.LOG_TRUNCATED,
                                "The topic " + version.topic() + " was truncated under the replay: partition "
                                        + entry.key().partition() + " begins at offset "
                                        + extent.beginnings().get(entry.key().partition())
                                        + ", and only the offsets below " + entry.committed() + " are processed."));
    }

    private Optional<Failure> failed(Replay replay) {
        return stores.board().reports(replay.version()).stream()
                .filter(report -> report.state() == ProcessorState.FAILED)
                .map(ProcessorReport::problem)
                .findFirst()
                .map(problem -> new Failure(Failure.Code.PROCESSOR_FAILED, problem));
    }

    /** What keeps a processor from going on, in its own words; empty where all are well. */
    private String waitingFor(Replay replay) {
        return stores.board().reports(replay.version()).stream()
                .filter(report -> report.state() == ProcessorState.WAITING_FOR_STORE
                        && report.age().compareTo(RECENT) < 0)
                .map(report -> report.problem())
                .filter(problem -> !problem.isEmpty())
                .findFirst()
                .orElse("");
    }

    private static Measurement broken(Replay replay, Failure.Code code, String message) {
        return new Measurement(replay.progress(), 0, false, Optional.of(new Failure(code, message)));
    }
}
