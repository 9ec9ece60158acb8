package dev.switchback.control.status;

import dev.switchback.control.command.Freshness;
import dev.switchback.control.command.Lookup;
import dev.switchback.control.launch.Instances;
import dev.switchback.control.replay.Mirrors;
import dev.switchback.control.replay.Replay;
import dev.switchback.control.replay.ReplayStore;
import dev.switchback.control.standby.StandbyStore;
import dev.switchback.control.step.Audit;
import dev.switchback.control.step.NotUnderstoodException;
import dev.switchback.control.step.Plans;
import dev.switchback.control.step.Stores;
import dev.switchback.views.Slot;
import dev.switchback.views.VersionId;
import dev.switchback.views.catalog.RegisteredVersion;
import dev.switchback.views.ledger.Counts;
import dev.switchback.views.ledger.LedgerEntry;
import dev.switchback.views.ledger.Watermark;
import dev.switchback.views.plan.PipelinePlan;
import dev.switchback.views.pointer.Pointer;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Reads the status of pipelines; changes nothing. Thread-safe. */
public final class StatusReader {
    private final Lookup lookup;
    private final Stores stores;
    private final ReplayStore replays;
    private final Plans plans;
    private final Freshness freshness;
    private final AuditReader audits;
    private final StandbyStore standby;
    private final Mirrors mirrors;
    private final Instances instances;

    public StatusReader(
            Lookup lookup,
            Stores stores,
            ReplayStore replays,
            Plans plans,
            Freshness freshness,
            Audit audit,
            StandbyStore standby,
            Mirrors mirrors,
            Instances instances) {
        this.lookup = lookup;
        this.stores = stores;
        this.replays = replays;
        this.plans = plans;
        this.freshness = freshness;
        this.audits = new AuditReader(audit);
        this.standby = standby;
        this.mirrors = mirrors;
        this.instances = instances;
    }

    /** What the control stores say of every pipeline, without an audit. */
    public List<PipelineStatus> all() {
        return stores.catalog().pipelines().stream()
                .map(pipeline -> of(
                        pipeline,
                        stores.catalog().versions(pipeline),
                        (version, plan) -> VersionStatus.AuditStatus.NOT_RUN))
                .toList();
    }

    /** What they say of one, with the history store compared, so that {@code conserved} covers the views' rows too. */
    public PipelineStatus audited(String pipeline) {
        return of(pipeline, lookup.versions(pipeline), audits::of);
    }

    private PipelineStatus of(
            String pipeline,
            List<RegisteredVersion> versions,
            BiFunction<VersionId, PipelinePlan, VersionStatus.AuditStatus> audit) {
        Pointer pointer = stores.pointer().read(pipeline);
        Map<VersionId, Replay> newest =
                replays.newest(pipeline).stream().collect(Collectors.toMap(Replay::version, Function.identity()));
        Map<Integer, Instant> until = standby.deadlines(pipeline);
        return new PipelineStatus(
                pipeline,
                pointer.version(),
                pointer.epoch(),
                pointer.preparation().isPresent(),
                stores.drains().of(pipeline),
                standby.activation(pipeline)
                        .filter(followed -> followed.epoch() == pointer.epoch())
                        .flatMap(WatchStatus::of),
                versions.stream()
                        .map(version -> of(
                                version,
                                Optional.ofNullable(newest.get(version.id())),
                                Optional.ofNullable(until.get(version.id().number())),
                                audit))
                        .toList());
    }

    private VersionStatus of(
            RegisteredVersion version,
            Optional<Replay> replay,
            Optional<Instant> until,
            BiFunction<VersionId, PipelinePlan, VersionStatus.AuditStatus> audit) {
        PipelinePlan plan;
        try {
            plan = plans.of(version).plan();
        } catch (NotUnderstoodException e) {
            return notUnderstood(version, String.valueOf(e.getMessage()));
        }
        Map<Integer, LedgerEntry> ledger = stores.ledger().read(version.id());
        Map<Integer, LedgerEntry> held = plan.hasSessions() ? stores.held(version.id(), plan) : ledger;
        Freshness.Lag lag = freshness.of(version.id(), held);
        boolean built = !ledger.isEmpty();
        return new VersionStatus(
                version.id().number(),
                version.slot().word(),
                Optional.empty(),
                version.checkOf(),
                until.filter(end -> version.slot() == Slot.STANDBY),
                version.fingerprint(),
                version.registeredAt(),
                Optional.of(plan.source().topic()),
                Watermark.of(held.values(), plan.source().outOfOrderness()),
                built ? Optional.of(new VersionStatus.Lag(lag.events(), lag.time())) : Optional.empty(),
                built ? Optional.of(counts(ledger, plan, audit.apply(version.id(), plan))) : Optional.empty(),
                ledger.values().stream()
                        .map(entry -> partition(entry, plan.source().outOfOrderness()))
                        .toList(),
                instances(version, replay),
                processors(version.id()),
                replay.map(newest -> new VersionStatus.ReplayReference(
                        newest.id(), newest.state().word(), newest.findings().forecast())),
                MirrorStatus.ordered(mirrors.of(version.id())));
    }

    /** Of a version that a newer release registered: what does not depend on its manifest. */
    private VersionStatus notUnderstood(RegisteredVersion version, String problem) {
        return new VersionStatus(
                version.id().number(),
                version.slot().word(),
                Optional.of(problem),
                version.checkOf(),
                Optional.empty(),
                version.fingerprint(),
                version.registeredAt(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                OptionalInt.empty(),
                processors(version.id()),
                Optional.empty(),
                Optional.empty());
    }

    private OptionalInt instances(RegisteredVersion version, Optional<Replay> replay) {
        boolean runs = switch (version.slot()) {
            case ACTIVE, STANDBY -> true;
            case SHADOW -> replay.map(newest -> newest.state().needsProcessor()).orElse(false);
            case REGISTERED, RETIRED, UNKNOWN -> false;
        };
        return runs ? OptionalInt.of(instances.of(version.id(), replay)) : OptionalInt.empty();
    }

    private static VersionStatus.CountsStatus counts(
            Map<Integer, LedgerEntry> ledger, PipelinePlan plan, VersionStatus.AuditStatus audit) {
        Counts counts = ledger.values().stream()
                .map(LedgerEntry::counts)
                .reduce(Counts.zero(plan.views().size()), Counts::plus);
        long offsets = ledger.values().stream()
                .mapToLong(entry -> entry.committed() - entry.start())
                .sum();
        Map<String, Long> views = new LinkedHashMap<>();
        for (int view = 0; view < plan.views().size(); view++) {
            views.put(plan.views().get(view).name(), counts.viewEvents().get(view));
        }
        return new VersionStatus.CountsStatus(
                offsets,
                counts.kept(),
                counts.filtered(),
                counts.late(),
                counts.dead(),
                counts.gaps(),
                ledger.values().stream().allMatch(StatusReader::conserved)
                        && audit.result() != VersionStatus.AuditResult.MISMATCH,
                audit,
                views);
    }

    private static boolean conserved(LedgerEntry entry) {
        return entry.committed() - entry.start() == entry.counts().offsets();
    }

    private static VersionStatus.PartitionStatus partition(LedgerEntry entry, Duration outOfOrderness) {
        Counts counts = entry.counts();
        return new VersionStatus.PartitionStatus(
                entry.key().partition(),
                entry.start(),
                entry.committed(),
                counts.kept(),
                counts.filtered(),
                counts.late(),
                counts.dead(),
                counts.gaps(),
                conserved(entry),
                Watermark.of(List.of(entry), outOfOrderness),
                entry.idle());
    }

    private List<VersionStatus.Processor> processors(VersionId version) {
        return stores.board().reports(version).stream()
                .map(report -> new VersionStatus.Processor(
                        report.instance(),
                        report.state().name().toLowerCase(Locale.ROOT),
                        report.partitions(),
                        report.problem(),
                        report.eventsPerSecond(),
                        report.age()))
                .toList();
    }
}
