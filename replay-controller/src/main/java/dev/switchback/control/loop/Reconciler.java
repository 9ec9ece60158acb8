package dev.switchback.control.loop;

import dev.switchback.control.launch.Instances;
import dev.switchback.control.launch.ProcessorLauncher;
import dev.switchback.control.replay.Replay;
import dev.switchback.control.replay.ReplayState;
import dev.switchback.control.replay.ReplayStore;
import dev.switchback.control.step.Plans;
import dev.switchback.control.step.Stores;
import dev.switchback.views.VersionId;
import dev.switchback.views.catalog.RegisteredVersion;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Keeps running what belongs to be running, and nothing else; gives new partitions their ledger rows. For the event loop's thread. */
public final class Reconciler {
    private final Stores stores;
    private final ReplayStore replays;
    private final Plans plans;
    private final LogWatch watch;
    private final ProcessorLauncher launcher;
    private final Instances instances;

    public Reconciler(
            Stores stores,
            ReplayStore replays,
            Plans plans,
            LogWatch watch,
            ProcessorLauncher launcher,
            Instances instances) {
        this.stores = stores;
        this.replays = replays;
        this.plans = plans;
        this.watch = watch;
        this.launcher = launcher;
        this.instances = instances;
    }

    /** @param busy versions on which a step is under way: what it starts and stops is its own to decide */
    void reconcile(Set<VersionId> busy) {
        Map<VersionId, Integer> wanted = new HashMap<>();
        Set<VersionId> stepsMind = new HashSet<>();
        for (String pipeline : stores.catalog().pipelines()) {
            Map<VersionId, Replay> newest =
                    replays.newest(pipeline).stream().collect(Collectors.toMap(Replay::version, Function.identity()));
            for (RegisteredVersion version : stores.catalog().versions(pipeline)) {
                Optional<Replay> replay = Optional.ofNullable(newest.get(version.id()));
                Order order = busy.contains(version.id()) ? Order.LEAVE : order(version, replay);
                // A manifest of a newer build: what this one starts would not understand it either.
                switch (order == Order.RUN && plans.understood(version).isEmpty() ? Order.LEAVE : order) {
                    case RUN -> wanted.put(version.id(), instances.of(version.id(), replay));
                    case LEAVE -> stepsMind.add(version.id());
                    case STOP -> {}
                }
            }
        }
        wanted.forEach(launcher::ensureRunning);
        for (VersionId running : launcher.running()) {
            if (!wanted.containsKey(running) && !stepsMind.contains(running)) {
                launcher.ensureStopped(running);
            }
        }
        wanted.keySet().forEach(this::addPartitions);
    }

    private static Order order(RegisteredVersion version, Optional<Replay> replay) {
        return switch (version.slot()) {
            case ACTIVE, STANDBY -> Order.RUN;
            case SHADOW, REGISTERED ->
                replay.map(newest -> order(newest.state())).orElse(Order.STOP);
            case RETIRED -> Order.STOP;
            // Written by a newer controller: what it wants is not known here.
            case UNKNOWN -> Order.LEAVE;
        };
    }

    private static Order order(ReplayState state) {
        return switch (state) {
            // Unknown: written by a newer controller, which may want it to run.
            case PROVISIONING, ABORTING, CLEARING, UNKNOWN -> Order.LEAVE;
            case REPLAYING, CATCHING_UP, VERIFYING, READY, SWITCHING, DONE, PAUSED -> Order.RUN;
            case REQUESTED, PREFLIGHT, ABORTED, FAILED, CHECKED -> Order.STOP;
        };
    }

    private void addPartitions(VersionId id) {
        Plans.Planned version = plans.of(id);
        watch.latest(version.topic()).ifPresent(extent -> {
            if (!stores.ledger()
                    .read(id)
                    .keySet()
                    .containsAll(extent.beginnings().keySet())) {
                stores.ledger()
                        .create(id, extent.beginnings(), version.plan().views().size());
            }
        });
    }

    private enum Order {
        RUN,
        STOP,
        /** The step of the replay's state starts and stops it. */
        LEAVE
    }
}
