package dev.switchback.query.barrier;

import java.time.Duration;

/** Is told how long each query waited at the barrier. Called by the query's thread. */
@FunctionalInterface
public interface HoldObserver {
    void held(Duration waited);
}
