package dev.switchback.control.step;

import dev.switchback.control.replay.Replay;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.BiFunction;
import java.util.function.LongSupplier;

/**
 * Judgements of replays that take long, each made of many questions, on threads of their own, so that the event loop goes on meanwhile. One may
 * last as long as its questions are answered; a controller that takes over begins it again (ADR 139). One call per replay at a time.
 */
final class Trials<T> {
    private final Duration patience;
    private final LongSupplier nanoTime;
    private final Map<UUID, Trial<T>> running = new ConcurrentHashMap<>();

    /** @param patience how long no question may be answered before a judgement is given up */
    Trials(Duration patience, LongSupplier nanoTime) {
        this.patience = patience;
        this.nanoTime = nanoTime;
    }

    sealed interface State<T> {
        record Running<T>() implements State<T> {}

        record Judged<T>(T judgement) implements State<T> {}

        /** @param why there is no judgement */
        record Broken<T>(String why) implements State<T> {}
    }

    /**
     * What has come of a replay's judgement, which begins with the first call.
     *
     * @param judge calls what it is given after each question that was answered
     */
    State<T> of(Replay replay, BiFunction<Replay, Runnable, T> judge) {
        Trial<T> trial = running.computeIfAbsent(replay.id(), id -> begin(replay, judge));
        if (!trial.task.isDone()) {
            if (nanoTime.getAsLong() - trial.answered <= patience.toNanos()) {
                return new State.Running<>();
            }
            trial.task.cancel(true);
            running.remove(replay.id());
            return new State.Broken<>("No question was answered for " + patience.toSeconds() + " s.");
        }
        running.remove(replay.id());
        return end(trial.task);
    }

    private Trial<T> begin(Replay replay, BiFunction<Replay, Runnable, T> judge) {
        Trial<T> trial = new Trial<>(replay, judge, nanoTime);
        Thread.ofVirtual().name("trial of " + replay.version()).start(trial.task);
        return trial;
    }

    private static <T> State<T> end(FutureTask<T> task) {
        try {
            return new State.Judged<>(task.get());
        } catch (ExecutionException e) {
            return new State.Broken<>(String.valueOf(e.getCause()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new State.Broken<>("The controller was stopped.");
        }
    }

    private static final class Trial<T> {
        private final FutureTask<T> task;
        private volatile long answered;

        Trial(Replay replay, BiFunction<Replay, Runnable, T> judge, LongSupplier nanoTime) {
            this.answered = nanoTime.getAsLong();
            this.task = new FutureTask<>(() -> judge.apply(replay, () -> answered = nanoTime.getAsLong()));
        }
    }
}
