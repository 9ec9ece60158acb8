package dev.switchback.control.step;

import dev.switchback.control.replay.Failure;
import dev.switchback.control.replay.Progress;
import dev.switchback.control.replay.Replay;
import dev.switchback.views.run.RunOrder;
import java.time.Clock;

/** Watches the processor on its way to the fence. */
final class ReplayingStep implements Step {
    private final ProgressGauge gauge;
    private final Orders orders;
    private final Governor governor;
    private final Courtesy courtesy;
    private final Deadlines deadlines;
    private final Clock clock;

    ReplayingStep(
            ProgressGauge gauge,
            Orders orders,
            Governor governor,
            Courtesy courtesy,
            Deadlines deadlines,
            Clock clock) {
        this.gauge = gauge;
        this.orders = orders;
        this.governor = governor;
        this.courtesy = courtesy;
        this.deadlines = deadlines;
        this.clock = clock;
    }

    @Override
    public Outcome run(Replay replay) {
        RunOrder order = governor.order(replay, System.nanoTime());
        orders.ensure(replay.version(), order);
        courtesy.keep(replay);
        Measurement now = gauge.measure(replay);
        if (now.broken().isPresent()) {
            Failure why = now.broken().get();
            return Step.fail(replay, why.code(), why.message());
        }
        Replay measured = replay.withProgress(now.progress().withLimit(order));
        if (now.fencePassed()) {
            return new Outcome.Move(
                    measured.toCatchingUp(clock.instant(), clock.instant().plus(deadlines.catchUp())));
        }
        boolean gotOn = processed(now.progress()) > processed(replay.progress());
        return new Outcome.Wait(
                gotOn || order.paused() || replay.deadline().isEmpty()
                        ? measured.withDeadline(clock.instant().plus(deadlines.stall()))
                        : measured);
    }

    private static long processed(Progress progress) {
        return progress.partitions().stream()
                .mapToLong(partition -> partition.committed() - partition.start())
                .sum();
    }
}
