package dev.switchback.control.status;

import dev.switchback.control.replay.CatchUpLimits;
import dev.switchback.control.replay.Failure;
import dev.switchback.control.replay.Fence;
import dev.switchback.control.replay.Forecast;
import dev.switchback.control.replay.Progress;
import dev.switchback.control.replay.Replay;
import dev.switchback.control.replay.ReplayRequest;
import dev.switchback.control.replay.ReplayState;
import dev.switchback.control.replay.Throttle;
import dev.switchback.control.replay.Verdict;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * What the API says of one replay.
 *
 * @param checks the version that this replay repeats, if it is a check
 * @param instances of the processor that were asked for until the replay is over
 * @param outcome of a check that is over: {@code deterministic}, or {@code not_deterministic}; empty where it could not compare
 * @param verdict what the check has seen
 * @param forecast what was estimated of it, and what came of that; empty before the preflight
 * @param mirror how its version's answers compare with those of the active version; empty where nobody ordered that, and in lists
 */
public record ReplayStatus(
        UUID id,
        String pipeline,
        int version,
        String state,
        Optional<String> resumesTo,
        String switchMode,
        CatchUpLimits catchUp,
        Throttle throttle,
        Optional<ReplayRequest.AcceptedLoss> acceptLoss,
        Instant requestedAt,
        Optional<Instant> deadline,
        OptionalLong plannedEpoch,
        Optional<Map<Integer, Long>> fence,
        Progress progress,
        Optional<Failure> failure,
        OptionalInt checks,
        OptionalInt instances,
        Optional<String> outcome,
        Optional<Verdict> verdict,
        Optional<Forecast> forecast,
        Optional<MirrorStatus> mirror) {

    public static ReplayStatus of(Replay replay) {
        return of(replay, Optional.empty());
    }

    public static ReplayStatus of(Replay replay, Optional<MirrorStatus> mirror) {
        return new ReplayStatus(
                replay.id(),
                replay.version().pipeline(),
                replay.version().number(),
                replay.state().word(),
                replay.resumeTo().map(ReplayState::word),
                replay.mode().word(),
                replay.request().catchUp(),
                replay.throttle(),
                replay.request().acceptLoss(),
                replay.requestedAt(),
                replay.deadline(),
                replay.plannedEpoch(),
                replay.fence().map(Fence::ends),
                replay.progress(),
                replay.failure(),
                replay.request().checks(),
                replay.request().instances(),
                replay.state().isOver() ? replay.findings().verdict().map(ReplayStatus::outcome) : Optional.empty(),
                replay.findings().verdict(),
                replay.findings().forecast(),
                mirror);
    }

    private static String outcome(Verdict verdict) {
        return verdict.isDeterministic() ? "deterministic" : "not_deterministic";
    }
}
