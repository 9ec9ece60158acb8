package dev.switchback.control.loop;

import java.util.Optional;

/** What the event loop does beside its steps. For its thread. */
public interface Chores {
    /** A regular look at what follows switches; asks PostgreSQL only. */
    void look();

    /** The next work that others handed in because it must not run while a version is built; empty: there is none. */
    Optional<Runnable> handedIn();
}
