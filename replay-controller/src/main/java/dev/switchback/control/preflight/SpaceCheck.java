package dev.switchback.control.preflight;

import dev.switchback.views.Space;
import java.util.Locale;

/** Whether a second version fits beside the active one. A warning only: what the new version takes is a guess until it is built. */
final class SpaceCheck {
    /** Merges and flushes need room of their own for a while. */
    private static final double MARGIN = 1.5;

    private SpaceCheck() {}

    static Check of(Check.Name name, String where, Space space) {
        if (space.free().isEmpty()) {
            return Check.pass(name, where + " tells no limit, or there is no active version to judge by.");
        }
        long free = space.free().getAsLong();
        String figures = "the active version takes " + megabytes(space.used()) + " in " + where + ", " + megabytes(free)
                + " are free";
        return space.used() * MARGIN > free
                ? Check.warn(name, "A version of the same size may not fit: " + figures + "; make room first.")
                : Check.pass(name, "Another version fits: " + figures + ".");
    }

    private static String megabytes(long bytes) {
        return String.format(Locale.ROOT, "%,.1f MB", bytes / 1e6);
    }
}
