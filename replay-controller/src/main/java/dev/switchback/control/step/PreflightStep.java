package dev.switchback.control.step;

import dev.switchback.control.preflight.Check;
import dev.switchback.control.preflight.Estimate;
import dev.switchback.control.preflight.Preflight;
import dev.switchback.control.preflight.Report;
import dev.switchback.control.replay.Failure;
import dev.switchback.control.replay.Fence;
import dev.switchback.control.replay.Forecast;
import dev.switchback.control.replay.Replay;
import dev.switchback.control.replay.Throttle;
import dev.switchback.views.StoreDeniedException;
import dev.switchback.views.pointer.PointerControl;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Checks whether the replay can work (promise P8), and fixes the fence. Changes nothing. */
public final class PreflightStep implements Step {
    private final Plans plans;
    private final Preflight preflight;
    private final PointerControl pointer;
    private final Deadlines deadlines;
    private final Clock clock;

    public PreflightStep(Plans plans, Preflight preflight, PointerControl pointer, Deadlines deadlines, Clock clock) {
        this.plans = plans;
        this.preflight = preflight;
        this.pointer = pointer;
        this.deadlines = deadlines;
        this.clock = clock;
    }

    @Override
    public Outcome run(Replay replay) {
        try {
            return check(replay);
        } catch (StoreDeniedException e) {
            // Nothing is built yet, and whoever asked is still there to mend it.
            return Step.fail(replay, Failure.Code.ACCESS_DENIED, String.valueOf(e.getMessage()));
        }
    }

    private Outcome check(Replay replay) {
        String topic = plans.of(replay.version()).topic();
        boolean lossAccepted = replay.request().acceptLoss().isPresent();
        return switch (preflight.of(replay.version(), topic, lossAccepted)) {
            case Report.NoTopic missing ->
                Step.fail(
                        replay,
                        Failure.Code.TOPIC_NOT_FOUND,
                        "The topic " + missing.topic() + " does not exist; create it, or correct the manifest.");
            case Report.Checked checked -> decide(replay, checked);
        };
    }

    private Outcome decide(Replay replay, Report.Checked report) {
        Optional<Check> failed = report.failed();
        if (failed.isPresent()) {
            return Step.fail(replay, code(failed.get()), failed.get().message());
        }
        Fence fence = report.fence();
        List<String> warnings = report.checks().stream()
                .filter(check -> check.outcome() == Check.Outcome.WARN)
                .map(Check::message)
                .toList();
        Map<String, Object> detail = new HashMap<>();
        detail.put("starts", fence.starts());
        detail.put("fence", fence.ends());
        detail.put("events", fence.events());
        detail.put("estimate", report.estimate());
        detail.put("warnings", warnings);
        boolean lost = fence.starts().values().stream().anyMatch(start -> start > 0);
        if (lost) {
            replay.request().acceptLoss().ifPresent(loss -> detail.put("accepted_loss", loss));
        }
        long epoch = pointer.read(replay.version().pipeline()).epoch();
        return new Outcome.Move(
                replay.toProvisioning(
                        fence,
                        epoch,
                        forecast(replay, report.estimate()),
                        clock.instant().plus(deadlines.provisioning())),
                detail);
    }

    private static Forecast forecast(Replay replay, Estimate estimate) {
        return Forecast.of(
                estimate.basis(),
                estimate.eventsPerSecond(),
                estimate.duration(),
                !replay.throttle().equals(Throttle.NONE));
    }

    private static Failure.Code code(Check failed) {
        return switch (failed.name()) {
            case LOG -> Failure.Code.LOG_TRUNCATED;
            case RETENTION -> Failure.Code.RETENTION_TOO_SHORT;
            case HISTORY_SPACE, LIVE_SPACE -> Failure.Code.NO_ROOM;
        };
    }
}
