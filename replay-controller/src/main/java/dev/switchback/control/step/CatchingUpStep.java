package dev.switchback.control.step;

import dev.switchback.control.replay.CatchUpLimits;
import dev.switchback.control.replay.Failure;
import dev.switchback.control.replay.Progress;
import dev.switchback.control.replay.Replay;
import dev.switchback.views.run.RunOrder;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Waits until both stores have passed the fence on every partition, and the lag stayed under the request's limit for its hold time. The hold
 * time is measured on this controller's monotonic clock: after a takeover it begins anew.
 */
final class CatchingUpStep implements Step {
    private final Plans plans;
    private final Stores stores;
    private final ProgressGauge gauge;
    private final LagClock lagClock;
    private final Orders orders;
    private final Governor governor;
    private final Courtesy courtesy;
    private final Deadlines deadlines;
    private final Clock clock;
    private final Map<UUID, Long> closeSince = new ConcurrentHashMap<>();

    CatchingUpStep(
            Plans plans,
            Stores stores,
            ProgressGauge gauge,
            LagClock lagClock,
            Orders orders,
            Governor governor,
            Courtesy courtesy,
            Deadlines deadlines,
            Clock clock) {
        this.plans = plans;
        this.stores = stores;
        this.gauge = gauge;
        this.lagClock = lagClock;
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
        Measurement now = gauge.measure(replay);
        if (now.broken().isPresent()) {
            Failure why = now.broken().get();
            return Step.fail(replay, why.code(), why.message());
        }
        Progress progress = now.progress().withLimit(order);
        Optional<String> missing = missing(replay, now);
        long nanoTime = System.nanoTime();
        if (missing.isPresent()) {
            closeSince.remove(replay.id());
            return new Outcome.Wait(replay.withProgress(progress.withNote(missing.get())));
        }
        long since = closeSince.computeIfAbsent(replay.id(), id -> nanoTime);
        if (nanoTime - since < replay.request().catchUp().hold().toNanos()) {
            return new Outcome.Wait(replay.withProgress(progress.withNote("close behind; has to stay so")));
        }
        closeSince.remove(replay.id());
        governor.forget(replay.id());
        courtesy.end(replay);
        return new Outcome.Move(
                replay.withProgress(now.progress()).toVerifying(clock.instant().plus(deadlines.verifying())),
                Map.of("lag_events", now.progress().lagEvents()));
    }

    /** What is still missing, in words; empty where nothing is. */
    private Optional<String> missing(Replay replay, Measurement now) {
        if (!now.fencePassed()) {
            return Optional.of("the history store has not passed the fence on every partition");
        }
        if (!livePassed(replay, now.progress())) {
            return Optional.of("the live store has not passed the fence on every partition");
        }
        CatchUpLimits limits = replay.request().catchUp();
        long lag = now.progress().lagEvents();
        if (lag <= limits.maxLagEvents()) {
            return Optional.empty();
        }
        Optional<Duration> behind =
                lagClock.behind(plans.of(replay.version()).topic(), LagClock.committed(now.progress()));
        return behind.isPresent() && behind.get().compareTo(limits.maxLag()) <= 0
                ? Optional.empty()
                : Optional.of("behind by " + lag + " events");
    }

    private boolean livePassed(Replay replay, Progress progress) {
        Plans.Planned version = plans.of(replay.version());
        if (!LiveViews.any(version.plan())) {
            return true;
        }
        Map<Integer, Long> marks =
                stores.live().marks(version.id(), version.version().liveShards());
        return progress.partitions().stream()
                .filter(partition -> partition.fence() > partition.start())
                .allMatch(partition -> marks.getOrDefault(partition.partition(), 0L) >= partition.fence());
    }
}
