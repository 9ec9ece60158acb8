package dev.switchback.control.step;

import dev.switchback.control.operation.Operation;
import dev.switchback.control.operation.OperationState;
import dev.switchback.views.Slot;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;

/** Carries out rollbacks and retirements; every step may be repeated. One call per version at a time. */
public final class OperationStep {
    private final Plans plans;
    private final Stores stores;
    private final Remains remains;
    private final Deadlines deadlines;
    private final Clock clock;
    private final Boundaries boundaries;

    public OperationStep(
            Plans plans, Stores stores, Remains remains, Deadlines deadlines, Clock clock, Boundaries boundaries) {
        this.plans = plans;
        this.stores = stores;
        this.remains = remains;
        this.deadlines = deadlines;
        this.clock = clock;
        this.boundaries = boundaries;
    }

    /** @return what the operation becomes; empty: not yet */
    public Optional<Decision> run(Operation operation) {
        if (operation.state() == OperationState.UNKNOWN) {
            return Optional.empty();
        }
        return switch (operation.kind()) {
            case ROLLBACK -> rollBack(operation);
            case RETIRE -> retire(operation);
            case UNKNOWN -> Optional.empty();
        };
    }

    private Optional<Decision> rollBack(Operation operation) {
        Plans.Planned version = plans.of(operation.version());
        Slot slot = version.version().slot();
        if (slot != Slot.STANDBY && slot != Slot.ACTIVE) {
            return failed(operation, "The version is " + slot.word() + " now.");
        }
        Barrier barrier = new Barrier(stores.pointer(), deadlines.hold(), boundaries, BarrierClock.SYSTEM);
        return switch (barrier.move(version.id(), operation.plannedEpoch(), "rollback")) {
            case Barrier.Outcome.Moved moved -> {
                boundaries.pass("rollback.flipped");
                stores.history().follow(version.id(), version.plan());
                boundaries.pass("rollback.followed");
                yield Optional.of(new Decision(operation.toDone(), moved.detail()));
            }
            case Barrier.Outcome.NotYet notYet ->
                clock.instant().isAfter(operation.deadline())
                        ? failed(operation, "Not every query server answered in time; order the rollback again.")
                        : Optional.empty();
            case Barrier.Outcome.OtherEpoch other ->
                failed(
                        operation,
                        "The epoch went from " + operation.plannedEpoch() + " to "
                                + other.pointer().epoch() + " meanwhile.");
        };
    }

    private Optional<Decision> retire(Operation operation) {
        Plans.Planned version = plans.of(operation.version());
        if (operation.state() == OperationState.RUNNING) {
            // First the slot: from here on no query server gives the version to a new reader, and no pointer can be
            // moved to it.
            if (!retired(version)) {
                return failed(
                        operation, "The version is " + version.version().slot().word() + " now.");
            }
            boundaries.pass("retire.slot");
            stores.drains().begin(version.id());
            boundaries.pass("retire.drain");
            return remains.stopped(version)
                    ? Optional.of(new Decision(operation.toDraining(), Map.of()))
                    : Optional.empty();
        }
        if (operation.state() == OperationState.DRAINING
                && stores.drains().awaited(version.id()).isEmpty()) {
            boundaries.pass("retire.drained");
            boolean groupGone = remains.remove(version, "retire");
            return Optional.of(new Decision(operation.toDone(), Map.of("consumer_group_removed", groupGone)));
        }
        return Optional.empty();
    }

    private boolean retired(Plans.Planned version) {
        return switch (version.version().slot()) {
            case RETIRED -> true;
            case REGISTERED, SHADOW, STANDBY ->
                stores.catalog().moveSlot(version.id(), version.version().slot(), Slot.RETIRED);
            case ACTIVE, UNKNOWN -> false;
        };
    }

    private static Optional<Decision> failed(Operation operation, String message) {
        return Optional.of(new Decision(operation.toFailed(message), Map.of("message", message)));
    }

    /** What an operation becomes, and what the journal says about it. */
    public record Decision(Operation after, Map<String, ?> detail) {}
}
