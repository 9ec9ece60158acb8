package dev.switchback.views.mirror;

/**
 * What became of the queries of one version's mirror, one number per {@link MirrorOutcome}.
 *
 * @param activeMicros time that the active version took for the queries that both answered
 * @param mirrorMicros time that the mirrored version took for the same
 */
public record MirrorCounts(
        long same,
        long different,
        long undecided,
        long refused,
        long failed,
        long dropped,
        long activeMicros,
        long mirrorMicros) {
    public static final MirrorCounts NONE = new MirrorCounts(0, 0, 0, 0, 0, 0, 0, 0);

    /** A query that both versions answered; the times are the first answers', in microseconds. */
    public static MirrorCounts compared(MirrorOutcome outcome, long activeMicros, long mirrorMicros) {
        MirrorCounts one = one(outcome);
        return new MirrorCounts(
                one.same,
                one.different,
                one.undecided,
                one.refused,
                one.failed,
                one.dropped,
                activeMicros,
                mirrorMicros);
    }

    /** A query with this end. */
    public static MirrorCounts one(MirrorOutcome outcome) {
        return switch (outcome) {
            case SAME -> new MirrorCounts(1, 0, 0, 0, 0, 0, 0, 0);
            case DIFFERENT -> new MirrorCounts(0, 1, 0, 0, 0, 0, 0, 0);
            case UNDECIDED -> new MirrorCounts(0, 0, 1, 0, 0, 0, 0, 0);
            case REFUSED -> new MirrorCounts(0, 0, 0, 1, 0, 0, 0, 0);
            case FAILED -> new MirrorCounts(0, 0, 0, 0, 1, 0, 0, 0);
            case DROPPED -> new MirrorCounts(0, 0, 0, 0, 0, 1, 0, 0);
        };
    }

    public MirrorCounts plus(MirrorCounts more) {
        return new MirrorCounts(
                same + more.same,
                different + more.different,
                undecided + more.undecided,
                refused + more.refused,
                failed + more.failed,
                dropped + more.dropped,
                activeMicros + more.activeMicros,
                mirrorMicros + more.mirrorMicros);
    }

    /** Queries that both versions answered. */
    public long compared() {
        return same + different + undecided;
    }
}
