package dev.switchback.query.barrier;

import dev.switchback.query.problem.ProblemCode;
import dev.switchback.query.problem.ProblemException;
import dev.switchback.views.pointer.Pointer;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A query that waits for its pointer, and what it makes of each reading.
 *
 * @param minEpoch the pointer must have this epoch at least
 * @param news number of the first reading that began after the query came; earlier ones prove nothing to it
 */
record WaitingQuery(String pipeline, OptionalLong minEpoch, long news) {

    /**
     * Judges the newest reading.
     *
     * @throws ProblemException {@link ProblemCode#POINTER_UNAVAILABLE} or {@link ProblemCode#EPOCH_NOT_REACHED}
     */
    Verdict look(Reading seen, ServerClock clock) {
        boolean fresh = seen.number() >= news;
        return switch (seen.resolve(pipeline, clock)) {
            case Resolution.Serve(Pointer pointer)
            when pointer.epoch() >= minEpoch.orElse(0) -> new Verdict.Answered(Optional.of(pointer));
            case Resolution.Serve(Pointer pointer)
            when fresh && seen.succeeded() ->
                throw new ProblemException(
                        ProblemCode.EPOCH_NOT_REACHED,
                        pipeline + " is at epoch " + pointer.epoch() + ", and Switchback-Min-Epoch asks for "
                                + minEpoch.orElse(0) + "; send an epoch that an answer has named");
            case Resolution.Unknown() when fresh && seen.succeeded() -> new Verdict.Answered(Optional.empty());
            case Resolution.Serve serve -> readUnlessFailed(seen, fresh);
            case Resolution.Unknown() -> readUnlessFailed(seen, fresh);
            case Resolution.LeaseOver() -> readUnlessFailed(seen, fresh);
            case Resolution.Hold hold -> new Verdict.Held();
        };
    }

    private static Verdict readUnlessFailed(Reading seen, boolean fresh) {
        if (fresh && !seen.succeeded()) {
            throw unavailable();
        }
        return new Verdict.ReadNow();
    }

    static ProblemException unavailable() {
        return new ProblemException(
                ProblemCode.POINTER_UNAVAILABLE,
                "this server cannot say now which version is active, since PostgreSQL does not answer it; try again, or ask another server");
    }

    /** What the query does next. */
    sealed interface Verdict {
        /** It goes on from this pointer; empty: there is no such pipeline. */
        record Answered(Optional<Pointer> pointer) implements Verdict {}

        /** A switch is being prepared: it waits for the next reading. */
        record Held() implements Verdict {}

        /** It waits for the next reading, which should begin at once. */
        record ReadNow() implements Verdict {}
    }
}
