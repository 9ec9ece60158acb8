package dev.switchback.control.step;

import dev.switchback.views.VersionId;
import dev.switchback.views.pointer.Pointer;
import dev.switchback.views.pointer.PointerControl;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * One try to move the active pointer (DESIGN.md section 5, "Active pointer and switch barrier"). Repeatable: a move that was made already,
 * before a crash, is recognised by its epoch.
 */
public final class Barrier {
    private static final Duration POLL = Duration.ofMillis(2);

    private final PointerControl pointer;
    private final Duration hold;
    private final Boundaries boundaries;

    /** @param hold how long query servers hold their queries at most */
    public Barrier(PointerControl pointer, Duration hold, Boundaries boundaries) {
        this.pointer = pointer;
        this.hold = hold;
        this.boundaries = boundaries;
    }

    /**
     * Moves the pointer to {@code target}, if its epoch still is {@code planned}; returns within the hold time, more or less.
     *
     * @param at where this happens, for the boundaries' names
     */
    public Outcome move(VersionId target, long planned, String at) {
        Pointer now = pointer.read(target.pipeline());
        if (now.epoch() == planned + 1 && now.version().orElse(0) == target.number()) {
            return new Outcome.Moved(now);
        }
        if (now.epoch() != planned) {
            return new Outcome.OtherEpoch(now);
        }
        return switch (pointer.prepare(target.pipeline(), target.number(), planned, hold)) {
            case PointerControl.PrepareOutcome.Conflict(Pointer current) ->
                current.epoch() == planned ? new Outcome.NotYet(current) : new Outcome.OtherEpoch(current);
            case PointerControl.PrepareOutcome.Prepared(Pointer.Preparation preparation) -> {
                boundaries.pass(at + ".prepared");
                yield flip(target.pipeline(), preparation.id());
            }
        };
    }

    private Outcome flip(String pipeline, long preparation) {
        while (true) {
            switch (pointer.flip(pipeline, preparation)) {
                case PointerControl.FlipOutcome.Flipped(Pointer moved) -> {
                    return new Outcome.Moved(moved);
                }
                case PointerControl.FlipOutcome.Expired(Pointer current) -> {
                    return new Outcome.NotYet(current);
                }
                case PointerControl.FlipOutcome.Awaiting awaiting -> LockSupport.parkNanos(POLL.toNanos());
            }
        }
    }

    /** How a try ended. */
    public sealed interface Outcome {
        record Moved(Pointer pointer) implements Outcome {}

        /** A query server did not answer in time, or another preparation runs; the old version goes on, and another try may work. */
        record NotYet(Pointer pointer) implements Outcome {}

        /** The pointer was moved by someone else. */
        record OtherEpoch(Pointer pointer) implements Outcome {}
    }
}
