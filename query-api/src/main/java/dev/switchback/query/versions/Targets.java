package dev.switchback.query.versions;

import dev.switchback.query.barrier.ActivePointers;
import dev.switchback.query.problem.ProblemCode;
import dev.switchback.query.problem.ProblemException;
import dev.switchback.query.running.RunningQueries;
import dev.switchback.views.VersionId;
import dev.switchback.views.pointer.Pointer;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** Decides, once per request, which version answers, and keeps it from being removed meanwhile. Thread-safe. */
public final class Targets {
    /** What a pipeline may be called; nothing else is worth a question to PostgreSQL. */
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,39}");
    /** More tries than this mean that versions come and go faster than a query can begin. */
    private static final int TRIES = 5;

    private final ActivePointers pointers;
    private final VersionDirectory directory;
    private final RunningQueries running;

    public Targets(ActivePointers pointers, VersionDirectory directory, RunningQueries running) {
        this.pointers = pointers;
        this.directory = directory;
        this.running = running;
    }

    /**
     * Begins a request; may wait while a switch is being prepared.
     *
     * @param pinned the version that the caller asks for
     * @param minEpoch the epoch that the pointer must have at least
     * @throws ProblemException see {@link ActivePointers#resolve}; unknown pipeline or version; nothing active
     */
    public Read begin(String pipeline, OptionalInt pinned, OptionalLong minEpoch) {
        if (!NAME.matcher(pipeline).matches()) {
            throw directory.unknownPipeline();
        }
        for (int i = 0; i < TRIES; i++) {
            long term = pointers.term();
            Optional<Pointer> pointer = pointers.resolve(pipeline, minEpoch);
            if (pointer.isEmpty() && !directory.exists(pipeline)) {
                throw directory.unknownPipeline();
            }
            if (term != pointers.term()) {
                // The lease had run out: what was resolved may belong to the term before.
                continue;
            }
            Optional<Read> read = pinned.isPresent()
                    ? Optional.of(pinned(new VersionId(pipeline, pinned.getAsInt()), pointer, term))
                    : active(pipeline, pointer, term);
            if (read.isPresent()) {
                return read.get();
            }
        }
        throw cutOff();
    }

    private Read pinned(VersionId version, Optional<Pointer> pointer, long term) {
        RunningQueries.Permit permit = running.enter(version).orElseThrow(() -> directory.unknown(version));
        // Asked with the permit in hand: a version that can be read now is not removed before the permit is closed.
        return opened(
                permit,
                () -> {
                    PlannedVersion planned = directory.pinned(version);
                    return new Target(planned, pointer.map(Pointer::epoch).orElse(0L));
                },
                () -> confirmPinned(term));
    }

    /** @return empty: the version that was active has been retired since; resolve again */
    private Optional<Read> active(String pipeline, Optional<Pointer> pointer, long term) {
        OptionalInt number = pointer.map(Pointer::version).orElse(OptionalInt.empty());
        if (pointer.isEmpty() || number.isEmpty()) {
            throw new ProblemException(
                    ProblemCode.NO_ACTIVE_VERSION,
                    pipeline + " has no active version yet; switch to one, or name one by version=");
        }
        VersionId version = new VersionId(pipeline, number.getAsInt());
        long epoch = pointer.get().epoch();
        return running.enter(version)
                .map(permit -> opened(
                        permit,
                        () -> new Target(directory.planned(version), epoch),
                        () -> confirmActive(version, term)));
    }

    private static Read opened(RunningQueries.Permit permit, Supplier<Target> target, Runnable confirmation) {
        try {
            return new Read(target.get(), permit, confirmation);
        } catch (RuntimeException e) {
            permit.close();
            throw e;
        }
    }

    private void confirmPinned(long term) {
        if (!pointers.unbrokenSince(term)) {
            throw cutOff();
        }
    }

    /** A version that was active goes only after it is retired, for good. */
    private void confirmActive(VersionId version, long term) {
        if (!pointers.unbrokenSince(term) && !directory.answersOrStandsBy(version)) {
            throw cutOff();
        }
    }

    private static ProblemException cutOff() {
        return new ProblemException(
                ProblemCode.POINTER_UNAVAILABLE,
                "this server was cut off from PostgreSQL, or stopped, while the query ran, and cannot say that the version was there all the time; ask again");
    }
}
