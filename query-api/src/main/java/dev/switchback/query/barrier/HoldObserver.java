package dev.switchback.query.barrier;

import java.time.Duration;

/** Is told how long the barrier made anyone wait. Thread-safe; must not block. */
public interface HoldObserver {
    HoldObserver NONE = new HoldObserver() {
        @Override
        public void queryHeld(Duration waited) {}

        @Override
        public void barrierHeld(Duration held) {}
    };

    /** One query waited for its pointer: for a switch, or for a lease that had run out. */
    void queryHeld(Duration waited);

    /** The server held new queries of one pipeline for this long: from the reading that said so to the one that ended it. */
    void barrierHeld(Duration held);
}
