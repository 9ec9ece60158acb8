package dev.switchback.query.historical;

import java.time.Duration;

/** How an answer cuts time. */
sealed interface TimeStep {
    /** One row per group and window, as they are stored. */
    record PerWindow() implements TimeStep {}

    /** Rows of this length, a multiple of the view's window, that begin at the window's offset; every event counts in one of them. */
    record Every(Duration length) implements TimeStep {}

    /** One row per group over the whole range: {@code step=all}, or a view without window. */
    record Whole() implements TimeStep {}
}
