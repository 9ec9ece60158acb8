package dev.switchback.views.mirror;

import java.util.Locale;

/** What became of one mirrored query. */
public enum MirrorOutcome {
    /** Equal answers. */
    SAME,
    /** The answers differ, although both versions stood at the same watermark and neither's answer moved. */
    DIFFERENT,
    /** The answers differ, and the data moved meanwhile: nothing can be said of them. */
    UNDECIDED,
    /** The mirrored version does not understand the query, as where a measure is gone. */
    REFUSED,
    /** A store did not answer. */
    FAILED,
    /** It was not asked: too many wait already. */
    DROPPED;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
