package dev.switchback.control.step;

import dev.switchback.control.replay.GateOutcome;
import dev.switchback.control.replay.Gates;
import dev.switchback.control.replay.Replay;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Tries gates on threads of their own, so that the event loop goes on meanwhile. A controller that takes over tries them again. One call per
 * replay at a time.
 */
final class GateTrials {
    private final GateKeeper keeper;
    private final Map<UUID, FutureTask<List<GateOutcome>>> running = new ConcurrentHashMap<>();

    GateTrials(GateKeeper keeper) {
        this.keeper = keeper;
    }

    /** What came of a replay's gates; empty while they are being tried. */
    Optional<List<GateOutcome>> of(Replay replay) {
        Optional<Gates> gates = replay.request().gates();
        if (gates.isEmpty()) {
            return Optional.of(List.of());
        }
        FutureTask<List<GateOutcome>> trial = running.get(replay.id());
        if (trial == null) {
            trial = new FutureTask<>(() -> keeper.judge(replay, gates.get()));
            running.put(replay.id(), trial);
            Thread.ofVirtual().name("gates of " + replay.version()).start(trial);
        }
        if (!trial.isDone()) {
            return Optional.empty();
        }
        running.remove(replay.id());
        return Optional.of(outcome(trial));
    }

    private static List<GateOutcome> outcome(FutureTask<List<GateOutcome>> trial) {
        try {
            return trial.get();
        } catch (ExecutionException e) {
            return List.of(GateOutcome.failed("gates", "They could not be evaluated: " + e.getCause()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of(GateOutcome.failed("gates", "The controller was stopped."));
        }
    }
}
