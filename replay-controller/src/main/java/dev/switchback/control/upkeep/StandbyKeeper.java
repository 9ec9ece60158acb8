package dev.switchback.control.upkeep;

import dev.switchback.control.command.Freshness;
import dev.switchback.control.command.StandbyFreshness;
import dev.switchback.control.operation.Operation;
import dev.switchback.control.operation.OperationKind;
import dev.switchback.control.operation.OperationState;
import dev.switchback.control.operation.OperationStore;
import dev.switchback.control.replay.Transition;
import dev.switchback.control.standby.Activation;
import dev.switchback.control.standby.StandbyStore;
import dev.switchback.control.standby.SwitchPolicy;
import dev.switchback.control.standby.WatchJudge;
import dev.switchback.control.standby.WatchLimits;
import dev.switchback.control.standby.WatchState;
import dev.switchback.control.step.Boundaries;
import dev.switchback.control.step.Deadlines;
import dev.switchback.control.step.Stores;
import dev.switchback.views.Slot;
import dev.switchback.views.VersionId;
import dev.switchback.views.catalog.RegisteredVersion;
import dev.switchback.views.pointer.Pointer;
import dev.switchback.views.reader.QueryReports;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows every switch (promise P6, ADR 119): keeps the versions on standby until their deadlines and then retires them, and takes the pointer
 * back where a watched version crosses its limits. It only looks and orders; what it orders is carried out like a user's order. For the event
 * loop's thread.
 */
public final class StandbyKeeper implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(StandbyKeeper.class);

    private final Stores stores;
    private final StandbyStore store;
    private final OperationStore operations;
    private final QueryReports reports;
    private final Freshness freshness;
    private final StandbyFreshness wayBack;
    private final Deadlines deadlines;
    private final Clock clock;
    private final Boundaries boundaries;
    private final Map<String, Watched> judges = new HashMap<>();

    public StandbyKeeper(
            Stores stores,
            StandbyStore store,
            OperationStore operations,
            QueryReports reports,
            Freshness freshness,
            StandbyFreshness wayBack,
            Deadlines deadlines,
            Clock clock,
            Boundaries boundaries) {
        this.stores = stores;
        this.store = store;
        this.operations = operations;
        this.reports = reports;
        this.freshness = freshness;
        this.wayBack = wayBack;
        this.deadlines = deadlines;
        this.clock = clock;
        this.boundaries = boundaries;
    }

    /** One look at every pipeline; what fails for one of them does not keep the others waiting. */
    @Override
    public void run() {
        for (String pipeline : stores.catalog().pipelines()) {
            try {
                look(pipeline);
            } catch (RuntimeException e) {
                LOG.warn("What follows the switches of {} waits: {}", pipeline, e.getMessage());
            }
        }
    }

    private void look(String pipeline) {
        Pointer pointer = stores.pointer().read(pipeline);
        if (pointer.version().isEmpty()) {
            return;
        }
        Set<VersionId> standby = stores.catalog().versions(pipeline).stream()
                .filter(version -> version.slot() == Slot.STANDBY)
                .map(RegisteredVersion::id)
                .collect(Collectors.toSet());
        Optional<Activation> followed = store.activation(pipeline);
        if (followed.filter(known -> known.epoch() == pointer.epoch()).isEmpty()) {
            follow(pointer, followed, standby);
            return;
        }
        Activation activation = followed.get();
        Activation watched = activation.watch().isOpen() ? watch(activation, standby) : activation;
        retireOverdue(watched, standby);
    }

    /** The pointer has moved. Where it has moved more than once since the last look, all standby versions begin anew. */
    private void follow(Pointer pointer, Optional<Activation> before, Set<VersionId> standby) {
        VersionId version = new VersionId(pointer.pipeline(), pointer.version().orElseThrow());
        SwitchPolicy policy = store.requested(version).orElse(SwitchPolicy.DEFAULT);
        Optional<VersionId> left = before.filter(known -> known.epoch() + 1 == pointer.epoch())
                .map(Activation::version)
                .filter(standby::contains);
        // Whole seconds: a deadline of hours that shows microseconds is hard to read.
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        Map<Integer, Instant> until = new TreeMap<>();
        left.map(Set::of).orElse(standby).forEach(one -> until.put(one.number(), now.plus(policy.standby())));
        Optional<VersionId> back = left.or(() -> standby.stream().max(Comparator.comparingInt(VersionId::number)));
        WatchState watch = policy.watch().isPresent() && back.isPresent() ? WatchState.WATCHING : WatchState.NONE;
        store.begin(new Activation(version, pointer.epoch(), back, now, policy, watch, ""), until);
        boundaries.pass("standby.followed");
    }

    private Activation watch(Activation activation, Set<VersionId> standby) {
        WatchLimits limits = activation.policy().watch().orElseThrow();
        VersionId back = activation.wayBack().orElseThrow();
        if (activation.watch() == WatchState.ROLLING_BACK) {
            return goBack(activation, back, standby);
        }
        Instant now = clock.instant();
        WatchJudge.Verdict verdict = judge(activation, limits)
                .look(
                        reports.served(back.pipeline(), activation.epoch()),
                        freshness.of(activation.version()).time(),
                        now);
        if (verdict.broken()) {
            Activation broken =
                    activation.with(WatchState.ROLLING_BACK, verdict.reasons() + ". Seen: " + verdict.seen());
            if (!store.move(activation, broken)) {
                return activation;
            }
            boundaries.pass("watch.broken");
            return goBack(broken, back, standby);
        }
        Activation measured = activation.with(WatchState.WATCHING, verdict.seen());
        if (now.isBefore(activation.began().plus(limits.period()))) {
            store.measured(measured);
            return measured;
        }
        return atTheEnd(activation, verdict, back, now);
    }

    /** The period is over. Without a measure of every limit the watch goes on for as long as the way back is kept. */
    private Activation atTheEnd(Activation activation, WatchJudge.Verdict verdict, VersionId back, Instant now) {
        boolean kept = Optional.ofNullable(store.deadlines(back.pipeline()).get(back.number()))
                .filter(now::isBefore)
                .isPresent();
        if (!verdict.measured() && kept) {
            Activation measured = activation.with(WatchState.WATCHING, verdict.seen());
            store.measured(measured);
            return measured;
        }
        Activation ended =
                activation.with(verdict.measured() ? WatchState.PASSED : WatchState.UNMEASURED, verdict.seen());
        boolean moved = store.move(activation, ended);
        boundaries.pass("watch.ended");
        return moved ? ended : activation;
    }

    private WatchJudge judge(Activation activation, WatchLimits limits) {
        return judges.compute(
                        activation.version().pipeline(),
                        (pipeline, known) -> known != null && known.epoch() == activation.epoch()
                                ? known
                                : new Watched(activation.epoch(), new WatchJudge(limits, deadlines.crossed())))
                .judge();
    }

    /** Orders the rollback, and again where one was given up; the pointer's next epoch ends it. */
    private Activation goBack(Activation activation, VersionId back, Set<VersionId> standby) {
        if (!standby.contains(back)) {
            Activation stuck = activation.with(WatchState.NO_WAY_BACK, activation.seen());
            return store.move(activation, stuck) ? stuck : activation;
        }
        Optional<String> whyNot = wayBack.whyNot(back);
        if (whyNot.isPresent()) {
            LOG.warn("{} crosses its limits, and the pointer cannot go back: {}", activation.version(), whyNot.get());
            return activation;
        }
        order(
                back,
                OperationKind.ROLLBACK,
                activation.epoch(),
                Map.of(
                        "version", back.number(),
                        "epoch", activation.epoch(),
                        "reason", "watch",
                        "seen", activation.seen()));
        return activation;
    }

    private void retireOverdue(Activation activation, Set<VersionId> standby) {
        String pipeline = activation.version().pipeline();
        Map<Integer, Instant> until = store.deadlines(pipeline);
        until.keySet().stream()
                .map(number -> new VersionId(pipeline, number))
                .filter(version -> !standby.contains(version))
                .forEach(store::forget);
        List<VersionId> oldestFirst = standby.stream()
                .sorted(Comparator.comparingInt(VersionId::number))
                .toList();
        for (VersionId version : oldestFirst) {
            Instant end = until.get(version.number());
            boolean needed = activation.watch().isOpen()
                    && activation.wayBack().filter(version::equals).isPresent();
            if (end == null) {
                // It was put on standby by a build that had no deadlines.
                store.keep(version, clock.instant().plus(SwitchPolicy.DEFAULT.standby()));
            } else if (!needed && clock.instant().isAfter(end)) {
                order(
                        version,
                        OperationKind.RETIRE,
                        activation.epoch(),
                        Map.of("version", version.number(), "reason", "standby_ended", "until", end));
            }
        }
    }

    /** Where an order of the kind is open already, this one is left for a later look. */
    private void order(VersionId version, OperationKind kind, long epoch, Map<String, ?> detail) {
        var _ = operations.create(
                new Operation(
                        UUID.randomUUID(),
                        version,
                        kind,
                        OperationState.RUNNING,
                        epoch,
                        clock.instant().plus(deadlines.switching()),
                        ""),
                Transition.CONTROLLER,
                detail);
        boundaries.pass("standby.ordered");
    }

    private record Watched(long epoch, WatchJudge judge) {}
}
