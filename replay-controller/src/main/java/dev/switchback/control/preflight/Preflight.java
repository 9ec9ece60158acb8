package dev.switchback.control.preflight;

import dev.switchback.control.replay.Fence;
import dev.switchback.control.source.SourceLog;
import dev.switchback.views.Space;
import dev.switchback.views.VersionId;
import dev.switchback.views.history.HistorySpace;
import dev.switchback.views.live.LiveSpace;
import dev.switchback.views.pointer.PointerControl;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Checks and estimates a replay (promise P8). Changes nothing, so that anybody may ask at any time. Thread-safe. */
public final class Preflight {
    private static final int RUNS = 5;
    private static final Space NOTHING = new Space(0, OptionalLong.empty());

    private final SourceLog log;
    private final PointerControl pointer;
    private final HistorySpace history;
    private final LiveSpace live;
    private final PastReplays past;
    private final Clock clock;

    public Preflight(
            SourceLog log,
            PointerControl pointer,
            HistorySpace history,
            LiveSpace live,
            PastReplays past,
            Clock clock) {
        this.log = log;
        this.pointer = pointer;
        this.history = history;
        this.live = live;
        this.past = past;
        this.clock = clock;
    }

    /** @param lossAccepted whether the request gives up what the log has lost */
    public Report of(VersionId version, String topic, boolean lossAccepted) {
        Optional<SourceLog.Extent> extent = log.extent(topic);
        if (extent.isEmpty()) {
            return new Report.NoTopic(topic);
        }
        Fence fence = Fence.of(extent.get().beginnings(), extent.get().ends());
        OptionalInt active = pointer.read(version.pipeline()).version();
        Optional<VersionId> model = active.isPresent()
                ? Optional.of(new VersionId(version.pipeline(), active.getAsInt()))
                : Optional.empty();
        Space historySpace = model.map(history::of).orElse(NOTHING);
        Space liveSpace = model.map(live::of).orElse(NOTHING);
        Estimate estimate = estimate(version.pipeline(), fence.events(), historySpace.used(), liveSpace.used());
        List<Check> checks = new ArrayList<>();
        LogChecks logChecks = new LogChecks(log, topic, lossAccepted);
        checks.add(logChecks.reachesZero(fence));
        checks.addAll(logChecks.keepsEvents(estimate, clock.instant()));
        checks.add(SpaceCheck.of(Check.Name.HISTORY_SPACE, "ClickHouse's disk", historySpace));
        checks.add(SpaceCheck.of(Check.Name.LIVE_SPACE, "Redis's memory", liveSpace));
        return new Report.Checked(fence, checks, estimate);
    }

    private Estimate estimate(String pipeline, long events, long historyBytes, long liveBytes) {
        List<PastReplays.Run> runs = past.of(pipeline, RUNS);
        double rate = runs.isEmpty()
                ? 0
                : runs.stream()
                        .mapToDouble(PastReplays.Run::eventsPerSecond)
                        .sorted()
                        .toArray()[runs.size() / 2];
        Optional<Duration> duration =
                rate > 0 ? Optional.of(Duration.ofMillis((long) Math.ceil(events * 1_000.0 / rate))) : Optional.empty();
        Instant now = clock.instant();
        return new Estimate(events, runs.size(), rate, duration, duration.map(now::plus), historyBytes, liveBytes);
    }
}
