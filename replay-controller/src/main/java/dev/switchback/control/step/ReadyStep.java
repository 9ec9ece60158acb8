package dev.switchback.control.step;

import dev.switchback.control.replay.Failure;
import dev.switchback.control.replay.Replay;
import dev.switchback.control.replay.SwitchMode;
import dev.switchback.views.pointer.PointerControl;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;

/** Keeps an eye on a version that is ready, and goes on by itself where the request says so. */
final class ReadyStep implements Step {
    private final ProgressGauge gauge;
    private final PointerControl pointer;
    private final Deadlines deadlines;
    private final Clock clock;

    ReadyStep(ProgressGauge gauge, PointerControl pointer, Deadlines deadlines, Clock clock) {
        this.gauge = gauge;
        this.pointer = pointer;
        this.deadlines = deadlines;
        this.clock = clock;
    }

    @Override
    public Outcome run(Replay replay) {
        Measurement now = gauge.measure(replay);
        if (now.broken().isPresent()) {
            Failure why = now.broken().get();
            return Step.fail(replay, why.code(), why.message());
        }
        Optional<String> blocked = now.progress().blocked();
        if (blocked.isPresent()) {
            return new Outcome.Wait(replay.withProgress(now.progress().withNote(blocked.get())));
        }
        if (replay.mode() != SwitchMode.AUTO) {
            return new Outcome.Wait(replay.withProgress(
                    now.progress().withNote(replay.progress().note())));
        }
        long planned = replay.plannedEpoch().orElseThrow();
        long epoch = pointer.read(replay.version().pipeline()).epoch();
        if (epoch != planned) {
            String note = "The epoch went from " + planned + " to " + epoch
                    + " during the replay, so the switch is left to you: POST …/switch with expected_epoch " + epoch
                    + ".";
            return new Outcome.Move(replay.leftToUser(note), Map.of("note", note));
        }
        return new Outcome.Move(
                replay.toSwitching(planned, clock.instant().plus(deadlines.switching())), Map.of("epoch", planned));
    }
}
