package dev.switchback.views.session;

import java.util.OptionalInt;

/**
 * What one partition of the topic of sessions has seen of cuts, and keeps for them (ADR 150).
 *
 * @param newest number of the newest cut of which a range that comes after it was seen; 0: none was
 * @param keptFrom smallest number of a cut at which the sessions are kept, at each later one too; empty: at none
 */
public record CutMark(int newest, OptionalInt keptFrom) {
    /** Whether the tables hold the sessions at a cut, once all that comes before it was taken. */
    public boolean holds(int cut) {
        return newest < cut || (keptFrom.isPresent() && keptFrom.getAsInt() <= cut);
    }
}
