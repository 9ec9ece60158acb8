package dev.switchback.control.command;

import dev.switchback.control.loop.Wakeup;
import dev.switchback.control.operation.Operation;
import dev.switchback.control.operation.OperationKind;
import dev.switchback.control.operation.OperationState;
import dev.switchback.control.operation.OperationStore;
import dev.switchback.control.replay.ReplayStore;
import dev.switchback.views.VersionId;
import dev.switchback.views.catalog.RegisteredVersion;
import dev.switchback.views.pointer.PointerControl;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Orders retirements (promise P9). Thread-safe. */
public final class RetireCommand {
    private final Lookup lookup;
    private final ReplayStore replays;
    private final OperationStore operations;
    private final PointerControl pointer;
    private final Wakeup wakeup;
    private final Clock clock;

    public RetireCommand(
            Lookup lookup,
            ReplayStore replays,
            OperationStore operations,
            PointerControl pointer,
            Wakeup wakeup,
            Clock clock) {
        this.lookup = lookup;
        this.replays = replays;
        this.operations = operations;
        this.pointer = pointer;
        this.wakeup = wakeup;
        this.clock = clock;
    }

    /** @throws ControlException where the version is active, being replayed, or gone */
    public void retire(VersionId version, String actor) {
        RegisteredVersion target = lookup.version(version);
        switch (target.slot()) {
            case REGISTERED, SHADOW, STANDBY -> {}
            case ACTIVE ->
                throw new ControlException(
                        ErrorCode.VERSION_ACTIVE,
                        "The version " + version.number() + " is active; switch to another one first.");
            case RETIRED, UNKNOWN ->
                throw new ControlException(
                        ErrorCode.VERSION_RETIRED, "The version " + version.number() + " is retired already.");
        }
        replays.newest(version).filter(replay -> !replay.state().isOver()).ifPresent(replay -> {
            throw new ControlException(
                    ErrorCode.REPLAY_RUNNING,
                    "The version " + version.number() + " is being replayed; abort the replay " + replay.id()
                            + " first.",
                    Map.of("replay", replay.id()));
        });
        Operation order = new Operation(
                UUID.randomUUID(),
                version,
                OperationKind.RETIRE,
                OperationState.RUNNING,
                pointer.read(version.pipeline()).epoch(),
                clock.instant(),
                "");
        Optional<Operation> open = operations.create(
                order,
                actor,
                Map.of("version", version.number(), "slot", target.slot().word()));
        if (open.isPresent()) {
            throw new ControlException(
                    ErrorCode.OPERATION_RUNNING,
                    "The version " + open.get().version().number() + " of the pipeline is being retired; wait for it.");
        }
        wakeup.call();
    }
}
