package dev.switchback.control.status;

import dev.switchback.control.replay.Mirrors;
import dev.switchback.views.mirror.MirrorCounts;
import java.util.Optional;

/**
 * What the API says of mirrored reads, over all query servers.
 *
 * @param share of the active version's queries that are asked again
 * @param compared queries that both versions answered
 * @param activeMillis mean time that the active version took for a query that both answered; empty where none was
 * @param mirrorMillis mean time that the mirrored version took for the same
 */
public record MirrorStatus(
        double share,
        long compared,
        long same,
        long different,
        long undecided,
        long refused,
        long failed,
        long dropped,
        Optional<Double> activeMillis,
        Optional<Double> mirrorMillis) {

    /** Empty where mirrored reads were never ordered. */
    public static Optional<MirrorStatus> ordered(Optional<Mirrors.State> state) {
        return state.map(known -> of(Optional.of(known)));
    }

    public static MirrorStatus of(Optional<Mirrors.State> state) {
        MirrorCounts counts = state.map(Mirrors.State::counts).orElse(MirrorCounts.NONE);
        return new MirrorStatus(
                state.map(Mirrors.State::share).orElse(0.0),
                counts.compared(),
                counts.same(),
                counts.different(),
                counts.undecided(),
                counts.refused(),
                counts.failed(),
                counts.dropped(),
                mean(counts.activeMicros(), counts.compared()),
                mean(counts.mirrorMicros(), counts.compared()));
    }

    private static Optional<Double> mean(long micros, long count) {
        return count == 0 ? Optional.empty() : Optional.of(micros / (double) count / 1_000);
    }
}
