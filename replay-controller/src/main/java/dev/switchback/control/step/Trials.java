package dev.switchback.control.step;

import dev.switchback.control.replay.Replay;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Function;

/**
 * Questions about replays that take long, asked on threads of their own, so that the event loop goes on meanwhile. A controller that takes
 * over asks them again. One call per replay at a time.
 */
final class Trials<T> {
    private final Map<UUID, FutureTask<T>> running = new ConcurrentHashMap<>();

    sealed interface Ended<T> {
        record Answered<T>(T answer) implements Ended<T> {}

        /** @param why the question has no answer */
        record Broken<T>(String why) implements Ended<T> {}
    }

    /** What came of a replay's question; empty while it is being asked. */
    Optional<Ended<T>> of(Replay replay, Function<Replay, T> question) {
        FutureTask<T> trial = running.get(replay.id());
        if (trial == null) {
            trial = new FutureTask<>(() -> question.apply(replay));
            running.put(replay.id(), trial);
            Thread.ofVirtual().name("trial of " + replay.version()).start(trial);
        }
        if (!trial.isDone()) {
            return Optional.empty();
        }
        running.remove(replay.id());
        return Optional.of(ended(trial));
    }

    private static <T> Ended<T> ended(FutureTask<T> trial) {
        try {
            return new Ended.Answered<>(trial.get());
        } catch (ExecutionException e) {
            return new Ended.Broken<>(String.valueOf(e.getCause()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Ended.Broken<>("The controller was stopped.");
        }
    }
}
