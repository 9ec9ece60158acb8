package dev.switchback.control.step;

import dev.switchback.control.replay.Failure;
import dev.switchback.control.replay.Replay;
import java.util.Map;

/**
 * What is done in one state of a replay, and what is decided there. Repeatable: a controller that takes over runs the step again from its
 * beginning. Called once at a time for each version. Throws {@link dev.switchback.views.StoreUnavailableException} while a store is away.
 */
@FunctionalInterface
public interface Step {
    Outcome run(Replay replay);

    sealed interface Outcome {
        /** The replay goes to another state; nothing of that state was begun. */
        record Move(Replay next, Map<String, ?> detail) implements Outcome {
            public Move(Replay next) {
                this(next, Map.of());
            }
        }

        /** Not yet; {@code measured} is the same replay with its progress, and a later deadline where it got on. */
        record Wait(Replay measured) implements Outcome {}
    }

    static Outcome fail(Replay replay, Failure.Code code, String message) {
        return new Outcome.Move(replay.toFailed(new Failure(code, message)), Map.of("message", message));
    }

    static Outcome waitFor(Replay replay, String note) {
        return new Outcome.Wait(replay.withProgress(replay.progress().withNote(note)));
    }
}
