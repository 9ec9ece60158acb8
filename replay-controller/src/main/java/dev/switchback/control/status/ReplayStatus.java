package dev.switchback.control.status;

import dev.switchback.control.replay.CatchUpLimits;
import dev.switchback.control.replay.Failure;
import dev.switchback.control.replay.Fence;
import dev.switchback.control.replay.Progress;
import dev.switchback.control.replay.Replay;
import dev.switchback.control.replay.ReplayRequest;
import dev.switchback.control.replay.ReplayState;
import dev.switchback.control.replay.Throttle;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/** What the API says of one replay. */
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
        Optional<Failure> failure) {

    public static ReplayStatus of(Replay replay) {
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
                replay.failure());
    }
}
