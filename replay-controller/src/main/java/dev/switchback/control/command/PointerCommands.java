package dev.switchback.control.command;

import dev.switchback.control.loop.Wakeup;
import dev.switchback.control.operation.Operation;
import dev.switchback.control.operation.OperationKind;
import dev.switchback.control.operation.OperationState;
import dev.switchback.control.operation.OperationStore;
import dev.switchback.control.replay.CatchUpLimits;
import dev.switchback.control.replay.Replay;
import dev.switchback.control.replay.ReplayState;
import dev.switchback.control.replay.ReplayStore;
import dev.switchback.control.step.Deadlines;
import dev.switchback.views.Slot;
import dev.switchback.views.VersionId;
import dev.switchback.views.catalog.RegisteredVersion;
import dev.switchback.views.pointer.Pointer;
import dev.switchback.views.pointer.PointerControl;
import java.time.Clock;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * Orders switches and rollbacks, and waits until the event loop has made them or given them up. Thread-safe.
 */
public final class PointerCommands {
    private final Lookup lookup;
    private final ReplayStore replays;
    private final OperationStore operations;
    private final ReplayCommands replayCommands;
    private final PointerControl pointer;
    private final StandbyFreshness standby;
    private final Freshness freshness;
    private final Wakeup wakeup;
    private final Deadlines deadlines;
    private final Clock clock;

    // The collaborators are the ports themselves; a parameter object would only hide their number.
    public PointerCommands(
            Lookup lookup,
            ReplayStore replays,
            OperationStore operations,
            ReplayCommands replayCommands,
            PointerControl pointer,
            StandbyFreshness standby,
            Freshness freshness,
            Wakeup wakeup,
            Deadlines deadlines,
            Clock clock) {
        this.lookup = lookup;
        this.replays = replays;
        this.operations = operations;
        this.replayCommands = replayCommands;
        this.pointer = pointer;
        this.standby = standby;
        this.freshness = freshness;
        this.wakeup = wakeup;
        this.deadlines = deadlines;
        this.clock = clock;
    }

    /**
     * Moves the active pointer to a version that is ready, or on standby.
     *
     * @param expectedEpoch the epoch that the caller planned the switch on
     */
    public Pointer switchTo(VersionId version, long expectedEpoch, String actor) {
        RegisteredVersion target = lookup.version(version);
        if (target.checkOf().isPresent()) {
            throw Lookup.checkOnly(target);
        }
        requireEpoch(version.pipeline(), expectedEpoch);
        return switch (target.slot()) {
            case STANDBY -> rollBackTo(version, expectedEpoch, actor);
            case SHADOW -> switchReady(version, expectedEpoch, actor);
            case REGISTERED ->
                throw new ControlException(
                        ErrorCode.VERSION_NOT_READY,
                        "The version " + version.number() + " is not built; start a replay of it.");
            case ACTIVE ->
                throw new ControlException(
                        ErrorCode.VERSION_ACTIVE, "The version " + version.number() + " is active already.");
            case RETIRED, UNKNOWN ->
                throw new ControlException(
                        ErrorCode.VERSION_RETIRED, "The version " + version.number() + " is retired.");
        };
    }

    /**
     * Goes back to the newest version on standby.
     *
     * @param expectedEpoch the epoch that the caller planned it on, if they said
     */
    public Pointer rollBack(String pipeline, OptionalLong expectedEpoch, String actor) {
        VersionId target = lookup.versions(pipeline).stream()
                .filter(version -> version.slot() == Slot.STANDBY)
                .map(RegisteredVersion::id)
                .max(Comparator.comparingInt(VersionId::number))
                .orElseThrow(() -> new ControlException(
                        ErrorCode.NO_STANDBY, "The pipeline " + pipeline + " has no version on standby."));
        long epoch = expectedEpoch.orElseGet(() -> pointer.read(pipeline).epoch());
        requireEpoch(pipeline, epoch);
        return rollBackTo(target, epoch, actor);
    }

    private Pointer switchReady(VersionId version, long expectedEpoch, String actor) {
        Replay replay = replays.newest(version)
                .filter(newest -> newest.state() == ReplayState.READY)
                .orElseThrow(() -> notReady(version));
        replay.progress().blocked().ifPresent(why -> {
            throw new ControlException(ErrorCode.GATE_FAILED, why, Map.of("replay", replay.id()));
        });
        requireFresh(version, replay.request().catchUp());
        Replay switching = replayCommands.change(
                version.pipeline(),
                replay.id(),
                actor,
                current -> current.toSwitching(expectedEpoch, clock.instant().plus(deadlines.switching())));
        Replay end = Waiting.until(
                () -> lookup.replay(version.pipeline(), switching.id()),
                current -> current.state() != ReplayState.SWITCHING,
                deadlines.switching().plus(deadlines.hold().multipliedBy(3)));
        if (end.state() != ReplayState.DONE) {
            throw new ControlException(
                    ErrorCode.SWITCH_GIVEN_UP,
                    end.progress().note().isEmpty()
                            ? "The switch is " + end.state().word() + "; look at the replay " + end.id() + "."
                            : end.progress().note());
        }
        return pointer.read(version.pipeline());
    }

    private ControlException notReady(VersionId version) {
        Optional<Replay> newest = replays.newest(version);
        return new ControlException(
                ErrorCode.VERSION_NOT_READY,
                "The version " + version.number() + " is not ready: its replay is "
                        + newest.map(replay -> replay.state().word()).orElse("missing") + ".",
                newest.map(replay -> Map.of("replay", replay.id())).orElse(Map.of()));
    }

    private Pointer rollBackTo(VersionId version, long epoch, String actor) {
        standby.whyNot(version).ifPresent(why -> {
            throw new ControlException(ErrorCode.VERSION_NOT_READY, why);
        });
        Operation order = new Operation(
                UUID.randomUUID(),
                version,
                OperationKind.ROLLBACK,
                OperationState.RUNNING,
                epoch,
                clock.instant().plus(deadlines.switching()),
                "");
        Optional<Operation> open = operations.create(order, actor, Map.of("version", version.number(), "epoch", epoch));
        if (open.isPresent()) {
            throw new ControlException(ErrorCode.OPERATION_RUNNING, "Another rollback of the pipeline is under way.");
        }
        wakeup.call();
        Operation end = Waiting.until(
                () -> operations.find(order.id()).orElse(order),
                current -> current.state().isOver(),
                deadlines.switching().plus(deadlines.hold().multipliedBy(3)));
        if (end.state() != OperationState.DONE) {
            throw new ControlException(
                    ErrorCode.SWITCH_GIVEN_UP,
                    end.message().isEmpty() ? "The rollback is not made yet; look at the pipeline." : end.message());
        }
        return pointer.read(version.pipeline());
    }

    private void requireFresh(VersionId version, CatchUpLimits limits) {
        Freshness.Lag lag = freshness.of(version);
        if (!lag.within(limits)) {
            throw new ControlException(
                    ErrorCode.VERSION_NOT_READY,
                    "The version " + version.number() + " is not fresh: it is behind by " + lag + ".");
        }
    }

    private void requireEpoch(String pipeline, long expected) {
        Pointer now = pointer.read(pipeline);
        if (now.epoch() != expected) {
            throw new ControlException(
                    ErrorCode.EPOCH_CONFLICT,
                    "The epoch is " + now.epoch() + ", and the switch was planned on " + expected + ".",
                    Map.of("epoch", now.epoch(), "expected_epoch", expected));
        }
    }
}
