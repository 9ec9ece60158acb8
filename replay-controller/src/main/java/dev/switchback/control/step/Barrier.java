package dev.switchback.control.step;

import dev.switchback.views.StoreUnavailableException;
import dev.switchback.views.VersionId;
import dev.switchback.views.pointer.Pointer;
import dev.switchback.views.pointer.PointerControl;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One try to move the active pointer ({@code docs/switch.md}). First a roll call: every server with a lease shows that it is there, while
 * none of them holds anything; then the preparation, which holds queries, and the flip. Repeatable: a move that was made already, before a
 * crash, is recognised by its epoch.
 */
public final class Barrier {
    private static final Logger LOG = LoggerFactory.getLogger(Barrier.class);
    private static final Duration POLL = Duration.ofMillis(1);

    private final PointerControl pointer;
    private final Duration hold;
    private final Boundaries boundaries;
    private final BarrierClock clock;

    /** @param hold how long query servers hold their queries at most; the roll call lasts no longer either */
    public Barrier(PointerControl pointer, Duration hold, Boundaries boundaries, BarrierClock clock) {
        this.pointer = pointer;
        this.hold = hold;
        this.boundaries = boundaries;
        this.clock = clock;
    }

    /**
     * Moves the pointer to {@code target}, if its epoch still is {@code planned}; returns within twice the hold time, more or less.
     *
     * @param at where this happens, for the boundaries' names
     */
    public Outcome move(VersionId target, long planned, String at) {
        Pointer now = pointer.read(target.pipeline());
        if (now.epoch() == planned + 1 && now.version().orElse(0) == target.number()) {
            return new Outcome.Moved(now, Optional.empty());
        }
        if (now.epoch() != planned) {
            return new Outcome.OtherEpoch(now);
        }
        if (!everyServerAnswers(target.pipeline())) {
            return new Outcome.NotYet(now);
        }
        long begun = clock.nanos();
        return switch (pointer.prepare(target.pipeline(), target.number(), planned, hold)) {
            case PointerControl.PrepareOutcome.Conflict(Pointer current) ->
                current.epoch() == planned ? new Outcome.NotYet(current) : new Outcome.OtherEpoch(current);
            case PointerControl.PrepareOutcome.Prepared(Pointer.Preparation preparation) -> {
                boundaries.pass(at + ".prepared");
                yield flip(target.pipeline(), preparation.id(), begun);
            }
        };
    }

    /** Whether every server whose lease runs has renewed it since this began, so that it is likely to answer the preparation at once. */
    private boolean everyServerAnswers(String pipeline) {
        Map<UUID, Instant> before = pointer.leases();
        pointer.rouse(pipeline);
        return awaited(() -> pointer.leases().entrySet().stream()
                .noneMatch(lease -> lease.getValue().equals(before.get(lease.getKey()))));
    }

    private Outcome flip(String pipeline, long preparation, long begun) {
        while (true) {
            // Waiting takes no lock; the flip checks again under the row's lock.
            var _ = awaited(() -> pointer.awaited(pipeline, preparation).isEmpty());
            switch (pointer.flip(pipeline, preparation)) {
                case PointerControl.FlipOutcome.Flipped(Pointer moved) -> {
                    return new Outcome.Moved(moved, Optional.of(Duration.ofNanos(clock.nanos() - begun)));
                }
                case PointerControl.FlipOutcome.Expired(Pointer current) -> {
                    giveUp(pipeline, preparation);
                    return new Outcome.NotYet(current);
                }
                case PointerControl.FlipOutcome.Awaiting awaiting -> clock.sleep(POLL);
            }
        }
    }

    private boolean awaited(BooleanSupplier condition) {
        long end = clock.nanos() + hold.toNanos();
        while (!condition.getAsBoolean()) {
            if (clock.nanos() - end >= 0) {
                return false;
            }
            clock.sleep(POLL);
        }
        return true;
    }

    /** The servers would find out by themselves that the deadline has passed; so they go on sooner. */
    private void giveUp(String pipeline, long preparation) {
        try {
            pointer.abandon(pipeline, preparation);
        } catch (StoreUnavailableException e) {
            LOG.debug("the servers of {} were not told that a switch was given up: {}", pipeline, e.getMessage());
        }
    }

    /** How a try ended. */
    public sealed interface Outcome {
        /** @param held from before the preparation to after the flip; empty where the flip was made in an earlier try */
        record Moved(Pointer pointer, Optional<Duration> held) implements Outcome {
            /** What the journal says of it. */
            Map<String, ?> detail() {
                Map<String, Object> detail = new HashMap<>();
                detail.put("epoch", pointer.epoch());
                held.ifPresent(duration -> detail.put("held_ms", duration.toMillis()));
                return detail;
            }
        }

        /** A query server did not answer in time, or another preparation runs; the old version goes on, and another try may work. */
        record NotYet(Pointer pointer) implements Outcome {}

        /** The pointer was moved by someone else. */
        record OtherEpoch(Pointer pointer) implements Outcome {}
    }
}
